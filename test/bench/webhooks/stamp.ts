/** The time of an event, inside the text that it carries, as exact as the clock of the process. */
export const STAMP = /stamp (\d+\.\d+)/

export function stamp(): string {
  return `stamp ${(performance.timeOrigin + performance.now()).toFixed(3)}`
}

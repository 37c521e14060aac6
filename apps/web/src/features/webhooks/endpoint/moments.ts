/** Moments as the browser's date fields hold them: local time without a zone. */

const HOUR = 3_600_000

export function toField(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

/** As ISO 8601; undefined if the field is empty. */
export function momentOf(field: string): string | undefined {
  const date = new Date(field)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** The name of the browser's time zone: "Europe/Berlin". */
export function zoneName(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

const ago = (hours: number) => () => toField(new Date(Date.now() - hours * HOUR))

export const spans = [
  { title: 'Last hour', from: ago(1) },
  { title: 'Last day', from: ago(24) },
  { title: 'Last week', from: ago(7 * 24) },
] as const

/**
 * Work that can only be done one piece after the other, shared so that everybody who waits gets the same time:
 * start-time fair queueing (Goyal, Vin and Cheng 1996). Next is whoever has had the least time; what a piece costs is
 * known after it.
 */
export interface Turns {
  /** Does the work when its turn has come. It must not reject, and says how many ms it took. */
  take<Result extends { cpuMs: number }>(whose: string, work: () => Promise<Result>): Promise<Result>
  /** Resolves when nothing waits any more. */
  done(): Promise<void>
}

interface Line {
  /** Each does its work, and returns what that cost. */
  pieces: (() => Promise<number>)[]
  /** The reading of `clock` at which the first of them begins. */
  start: number
}

/** What is too short to measure still costs something. */
const LEAST_MS = 1

export function createTurns(): Turns {
  /** Includes those that have had more than their share and wait for nothing at the moment. */
  const lines = new Map<string, Line>()
  /** The start of the piece that is being done. It moves with whoever has had the least. */
  let clock = 0
  let working = false
  let worked = Promise.resolve()

  function next(): Line | undefined {
    let first: Line | undefined
    for (const line of lines.values())
      if (line.pieces.length > 0 && (!first || line.start < first.start)) first = line
    return first
  }

  async function work() {
    working = true
    for (let line = next(); line; line = next()) {
      clock = line.start
      for (const [whose, { pieces, start }] of lines)
        if (pieces.length === 0 && start <= clock) lines.delete(whose)
      line.start += Math.max(LEAST_MS, (await line.pieces.shift()?.()) ?? 0)
    }
    // Nobody waits any more: what each has had is forgotten.
    lines.clear()
    working = false
  }

  return {
    take(whose, piece) {
      return new Promise((resolve) => {
        const line = lines.get(whose) ?? { pieces: [], start: clock }
        // Time that was not asked for is not saved up.
        if (line.pieces.length === 0) line.start = Math.max(line.start, clock)
        line.pieces.push(async () => {
          const result = await piece()
          resolve(result)
          return result.cpuMs
        })
        lines.set(whose, line)
        if (!working) worked = work()
      })
    },
    done: () => worked,
  }
}

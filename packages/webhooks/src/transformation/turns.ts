/**
 * Work that can only be done one piece after the other, shared so that everybody who waits gets the same time: start-time
 * fair queueing (Goyal, Vin and Cheng 1996). Whoever has the least behind them is next; what a piece costs is known after it.
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
  /** The reading of the common clock at which the first of them begins. */
  start: number
}

/** What the clock cannot measure is not for nothing. */
const LEAST_MS = 1

export function createTurns(): Turns {
  /** With those that have had more than their share and wait for nothing at the moment. */
  const lines = new Map<string, Line>()
  /** Stands where the piece that is being done began, and so moves with whoever has had the least. */
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
    // Nobody waited for anybody: what was had until now is forgotten.
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

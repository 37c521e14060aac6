import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time in hundredths of a second for every process (`proc(5)`, `USER_HZ`). */
const TICKS_PER_SECOND = 100

interface Times {
  parent: number
  own: number
  ended: number
}

function timesOf(pid: number): Times | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name is in brackets and may contain spaces.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [parent = 0, own = 0, ownSystem = 0, ended = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (at) => fields[at],
    )
    return { parent, own: own + ownSystem, ended: ended + endedSystem }
  } catch {
    return null
  }
}

/** Seconds of CPU that a process has used so far, with its children if it is a server of many processes. */
export function cpuSeconds(pid: number, withChildren = false): number {
  const times = timesOf(pid)
  if (!times) throw new Error('CPU times are read from /proc: this benchmark runs on Linux.')
  let ticks = times.own
  if (withChildren) {
    ticks += times.ended
    for (const name of readdirSync('/proc')) {
      const child = /^\d+$/.test(name) ? timesOf(Number(name)) : null
      if (child?.parent === pid) ticks += child.own + child.ended
    }
  }
  return ticks / TICKS_PER_SECOND
}

/** Megabytes of memory that a process holds now. */
export function residentMegabytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1')
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? Number.NaN) / 1024
}

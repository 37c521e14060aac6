/**
 * One log for all processes. Each of them writes JSON lines; in a terminal they become short lines that people read,
 * elsewhere they stay JSON, and what is not JSON (a stack trace, another program's words) is wrapped.
 */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

interface Entry {
  level?: string
  time?: string
  process?: string
  msg?: string
  err?: { stack?: string; message?: string }
  [key: string]: unknown
}

export interface Output {
  /** Takes one line that the process wrote. One that is not JSON gets the level. */
  line(process: string, text: string, level?: 'info' | 'warn'): void
  /** Takes everything that the process writes to the stream, line by line. */
  gather(process: string, stream: Readable, level: 'info' | 'warn'): void
}

export function createOutput(write: (text: string) => void, readable: boolean): Output {
  const line: Output['line'] = (process, text, level = 'info') => {
    if (!text.trim()) return
    const entry = parse(text) ?? { level, time: new Date().toISOString(), process, msg: text }
    write(`${readable ? forPeople(entry) : JSON.stringify(entry)}\n`)
  }
  return {
    line,
    gather: (process, stream, level) =>
      createInterface({ input: stream }).on('line', (text) => line(process, text, level)),
  }
}

function parse(text: string): Entry | null {
  if (!text.startsWith('{')) return null
  try {
    return JSON.parse(text) as Entry // every member is optional, and only shown
  } catch {
    return null
  }
}

const COLOURS: Record<string, string> = {
  warn: '\x1b[33m',
  error: '\x1b[31m',
  fatal: '\x1b[31m',
  debug: '\x1b[2m',
}

function forPeople({ level = 'info', time = '', process = '', msg = '', err, ...rest }: Entry): string {
  const clock = time.slice(11, 19)
  const details = Object.entries(rest)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('')
  const stack = err ? `\n${err.stack ?? err.message}` : ''
  return `${COLOURS[level] ?? ''}${clock} ${process.padEnd(8)} ${msg}\x1b[0m\x1b[2m${details}\x1b[0m${stack}`
}

import { z } from 'zod'
import { CPU_MS, MEMORY_BYTES } from './limits.ts'

/** The name under which the sandbox runs the admin's code, as it stands in stacks. */
export const FILE = 'transformation.js'
const MAX_LENGTH = 400
/** Half of a character that was cut in two. */
const HALF_AT_END = /[\ud800-\udbff]$/

export const TOO_LONG = `The function ran for more than ${CPU_MS} ms and was stopped.`
export const BROKEN = 'The function broke the sandbox in which it ran.'
export const TOO_MUCH = `The function needed more than ${MEMORY_BYTES / 1024 / 1024} MB of memory.`
export const TOO_DEEP = 'The function called itself too many times: the stack is full.'

/** What is thrown when there was no memory even for an error. `throw null` looks the same, which does no harm. */
const NO_ROOM = new Set(['null', '[unsupported type]'])

const complaintSchema = z.object({
  name: z.string().optional(),
  message: z.string(),
  stack: z.string().optional(),
})

/** What was thrown in the sandbox, in its own words. */
export type Complaint = z.infer<typeof complaintSchema>

/** Reads what the prelude wrote, which hostile code may have tampered with. */
export function complaintOf(json: string): Complaint {
  try {
    return complaintSchema.parse(JSON.parse(json))
  } catch {
    return { message: 'something that cannot be shown' }
  }
}

/** One sentence, with the line and column of the admin's code where the stack names them. */
export function describeComplaint({ name, message, stack }: Complaint): string {
  if (name === 'InternalError' && message === 'out of memory') return TOO_MUCH
  if (name === 'InternalError' && message === 'stack overflow') return TOO_DEEP
  if (name === undefined && NO_ROOM.has(message)) return TOO_MUCH
  const place = stack?.slice(0, 10_000).match(/transformation\.js:(\d+)(?::(\d+))?/)
  const where = place ? ` (line ${[place[1], place[2]].filter(Boolean).join(':')})` : ''
  const what = `${name ? `${name}:` : 'The function threw'} ${message}`.replaceAll(/\s+/g, ' ').trim()
  return `${what.length > MAX_LENGTH ? `${what.slice(0, MAX_LENGTH).replace(HALF_AT_END, '')}…` : what}${where}`
}

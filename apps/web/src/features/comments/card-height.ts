import type { Thread } from '@/lib/api-types.ts'

const LETTERS_IN_A_LINE = 36
const MOST_LINES = 3
const LINE_PX = 23
/** The name and the frame, and how many replies there are. */
const HEAD_PX = 56
const REPLIES_PX = 30

/** About how high the card of a thread that is not looked at is, before it was ever drawn. */
export function likelyHeight({ comments }: Thread): number {
  const lines = (comments[0]?.body ?? '')
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LETTERS_IN_A_LINE)), 0)
  return HEAD_PX + Math.min(lines, MOST_LINES) * LINE_PX + (comments.length > 1 ? REPLIES_PX : 0)
}

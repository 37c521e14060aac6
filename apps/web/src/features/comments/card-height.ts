import type { Thread } from '@/lib/api-types.ts'

/** Beside the text, and in the list at the foot of the window, where each card quotes its text. */
const BESIDE = { lettersInLine: 35, quotePx: 0 }
const IN_LIST = { lettersInLine: 46, quotePx: 27 }

const MOST_LINES = 3
const LINE_PX = 21
/** The name with the frame, and the line that counts the replies. */
const HEAD_PX = 53
const REPLIES_PX = 28

/** The estimated height of the card of an inactive thread, for one that was never drawn. */
export function likelyHeight({ comments }: Pick<Thread, 'comments'>, inList: boolean): number {
  const { lettersInLine, quotePx } = inList ? IN_LIST : BESIDE
  const lines = (comments[0]?.body ?? '')
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / lettersInLine)), 0)
  const replies = comments.length > 1 ? REPLIES_PX : 0
  return HEAD_PX + quotePx + Math.min(lines, MOST_LINES) * LINE_PX + replies
}

import type { Context } from '../context.ts'
import { type Anchor, readAnchor } from './anchor.ts'
import { type ThreadInput, withThread } from './with-thread.ts'

/**
 * Anchors a thread where its text is now. Requires the right to edit. When an editor breaks a line or turns it into a
 * list item, it writes again the characters that the thread was anchored to, and knows where they went.
 */
export async function anchorThread(context: Context, input: ThreadInput & { anchor: Anchor }): Promise<void> {
  const { anchorStart, anchorEnd } = readAnchor(input.anchor)
  await withThread(
    context,
    input,
    (tx, { id }) => tx.thread.update({ where: { id }, data: { anchorStart, anchorEnd } }),
    'write',
  )
}

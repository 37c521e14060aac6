import type { Context } from '../context.ts'
import { type Anchor, readAnchor } from './anchor.ts'
import { type ThreadInput, withThread } from './with-thread.ts'

/**
 * Ties a thread to where its text stands now, for who may edit the text: an editor that breaks a line, or makes it an item
 * of a list, writes the letters anew that the thread was tied to, and knows where they went.
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

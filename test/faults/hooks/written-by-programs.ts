/** What hooks and endpoints have written into a document, according to its history. */
import { readHistory } from '@quillwire/core/history/read-history'
import type { Executor } from '@quillwire/database'
import * as Y from 'yjs'

export interface WrittenByProgram {
  /** The id of the hook or endpoint. */
  by: string | null
  /** The words of one edit. */
  text: string
  /** Whether it was before, or after, everything else when it was written. */
  isFirst: boolean
  isLast: boolean
}

export async function writtenByPrograms(executor: Executor, documentId: string): Promise<WrittenByProgram[]> {
  const ydoc = new Y.Doc({ gc: false })
  const body = ydoc.getXmlFragment('default')
  const written: WrittenByProgram[] = []
  for await (const { update, actorType, actorId } of readHistory(executor, documentId)) {
    Y.applyUpdate(ydoc, update)
    if (actorType !== 'integration') continue
    const text = Y.decodeUpdate(update)
      .structs.flatMap((struct) =>
        struct instanceof Y.Item && struct.content instanceof Y.ContentString ? [struct.content.str] : [],
      )
      .join(' ')
    const word = text.match(/(?:hook|reply)x[\w-]+;/)?.[0]
    const isIn = (block: unknown) => word !== undefined && String(block).includes(word)
    const blocks = body.toArray()
    written.push({ by: actorId, text, isFirst: isIn(blocks[0]), isLast: isIn(blocks.at(-1)) })
  }
  return written
}

/** A document of a test's workspace, and events about it. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { documentReference } from '@quillwire/core/events/document-reference'
import { recordEvent } from '@quillwire/core/events/record-event'
import type { Actor, EventData } from '@quillwire/events'
import type { TestWorkspace } from './workspace.ts'

export interface TestDocument {
  id: string
  /** Records a `document.saved`, and returns the event's key. */
  save(change?: Partial<EventData<'document.saved'>>, actor?: Actor): Promise<string>
}

export async function testDocument(
  workspace: TestWorkspace,
  input: { title?: string; parentId?: string; markdown?: string; open?: boolean } = {},
): Promise<TestDocument> {
  const { context } = workspace
  const { open = true, ...given } = input
  const id = await createDocument(context, { title: 'Launch plan', ...given })
  await context.database.query(
    'UPDATE documents SET general_access = $2::text::document_role WHERE id = $1::uuid',
    [id, open ? 'editor' : null],
  )
  const ada: Actor = { type: 'user', id: workspace.userId, name: 'Ada Lind' }
  return {
    id,
    save: (change, actor = ada) =>
      context.database.sqlTransaction(async (tx) =>
        recordEvent(tx, {
          workspaceId: workspace.id,
          type: 'document.saved',
          documentId: id,
          actor,
          data: {
            document: await documentReference(tx, context.publicUrl, id),
            editors: [actor],
            words: { added: 1, removed: 0, total: 1 },
            characters: { added: 4, removed: 0, total: 4 },
            blocks: [],
            moreBlocks: 0,
            ...change,
          },
        }),
      ),
  }
}

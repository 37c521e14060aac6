import { newId } from '@quillwire/database'
import { writeJson, writeTitle } from '@quillwire/editor'
import * as Y from 'yjs'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { keepDocument } from './lock-document.ts'
import { parseMarkdown } from './markdown-input.ts'
import { requireRoom } from './require-room.ts'
import { saveInTransaction } from './save-document.ts'
import { titleInput } from './title-input.ts'
import { appendUpdate } from './update-log.ts'

export interface CreateDocumentInput {
  title?: string
  markdown?: string
  /** The document to put it under. The new document takes over its general access. */
  parentId?: string | null
}

/**
 * Creates a document, empty or with a title and a text. Returns its id.
 *
 * @throws `document_too_large` when the text is more than a document may hold
 */
export async function createDocument(context: Context, input: CreateDocumentInput): Promise<string> {
  const workspaceId = requireWorkspace(context.principal, 'create_document')
  const title = titleInput(input.title ?? '')
  const json = parseMarkdown(input.markdown ?? '')
  const actor = actorOf(context.principal)
  const documentId = newId()
  await context.database.transaction(async (tx) => {
    if (input.parentId) await keepDocument(tx, input.parentId)
    const parent = input.parentId
      ? await requireDocument(tx, context.principal, input.parentId, 'write')
      : null
    if (parent && parent.workspaceId !== workspaceId)
      throw invalid('parent_elsewhere', 'The parent is in another workspace.', { field: 'parentId' })
    await tx.document.create({
      data: {
        id: documentId,
        workspaceId,
        parentId: input.parentId ?? null,
        title,
        createdByType: actor.type,
        createdById: actor.id,
        ...(parent ? { generalAccess: parent.generalAccess } : {}),
      },
    })
    const ydoc = new Y.Doc()
    if (title) writeTitle(ydoc, title)
    // An empty document gets its first paragraph here. Otherwise two editors that open it at once would each add one.
    writeJson(ydoc, json)
    const update = Y.encodeStateAsUpdate(ydoc)
    requireRoom(context, update)
    await appendUpdate(tx, {
      documentId,
      update,
      actorType: actor.type,
      actorId: actor.id,
    })
    await saveInTransaction(context, tx, { documentId, ydoc, actor, silent: true })
    await recordEvent(tx, {
      workspaceId,
      type: 'document.created',
      actor,
      documentId,
      data: { document: await documentReference(tx, context.publicUrl, documentId) },
    })
  })
  return documentId
}

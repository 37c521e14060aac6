/**
 * A workspace in which things happen to documents, and whose admins change the keys that consumers of its events use.
 */
import { documentFacts } from '@quillwire/core'
import { createApiKey } from '@quillwire/core/api-keys/create-api-key'
import { findApiKeyById } from '@quillwire/core/api-keys/find-api-key'
import { createDocument } from '@quillwire/core/documents/create-document'
import type { Database } from '@quillwire/database'
import type { WebhookContext } from '@quillwire/webhooks'
import { type TestDocument, testDocument } from '../../../packages/webhooks/src/testing/document.ts'
import { type TestWorkspace, testWorkspace } from '../../../packages/webhooks/src/testing/workspace.ts'
import { type RightSpans, rightSpans } from '../right-spans.ts'
import type { ConsumerKey } from './tried-consumer.ts'

export interface ConsumedWorkspace extends TestWorkspace {
  /** A member who makes keys, and loses the right to do so. */
  maker: { userId: string; context: WebhookContext }
  documents: TestDocument[]
  folders: string[]
  keys: ConsumerKey[]
  addKey(by: WebhookContext): Promise<void>
  addDocument(): Promise<void>
  /** By the id of a key, whether it works; by the id of a document, whether keys may read it. */
  rights: RightSpans<string>
  /** Does something, and notes the rights before it and after it. */
  act(deed: () => Promise<unknown> | unknown): Promise<void>
}

export async function consumedWorkspace(database: Database): Promise<ConsumedWorkspace> {
  const workspace = await testWorkspace(database)
  const { context } = workspace
  const maker = await workspace.colleague()
  const folders = [await createDocument(context, {}), await createDocument(context, {})]
  const documents = await Promise.all([1, 2, 3, 4].map(() => testDocument(workspace)))
  const keys: ConsumerKey[] = []
  const rights = rightSpans<string>()
  /** The ids of documents, including deleted ones. */
  const known = new Set(folders)

  async function noteRights(before: number) {
    for (const { id } of keys) rights.note(id, (await findApiKeyById(database, id)) !== null, before)
    for (const { id } of documents) known.add(id)
    const ids = [...known]
    const facts = await documentFacts(database, context.principal, ids)
    for (const id of ids) rights.note(id, (facts.get(id)?.generalAccess ?? null) !== null, before)
  }

  async function addKey(by: WebhookContext) {
    const { id, key } = await createApiKey(by, { name: 'Consumer', scopes: ['events:read'] })
    keys.push({ id, key })
  }

  await addKey(context)
  await addKey(maker.context)
  await noteRights(0)
  return {
    ...workspace,
    maker,
    documents,
    folders,
    keys,
    rights,
    addKey,
    async addDocument() {
      documents.push(await testDocument(workspace))
    },
    async act(deed) {
      const before = Date.now()
      try {
        await deed()
      } finally {
        await noteRights(before)
      }
    },
  }
}

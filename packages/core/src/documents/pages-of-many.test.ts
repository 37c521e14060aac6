/** A workspace with very many documents. */
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { testWorkspace } from '../testing/test-workspace.ts'
import { createDocument } from './create-document.ts'
import { listDocuments } from './list-documents.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
await database.query(
  `INSERT INTO documents (id, workspace_id, created_by_type, updated_at, trashed_at)
   SELECT uuidv7(), $1::uuid, 'system', now() - make_interval(mins => n), CASE WHEN n % 20 = 0 THEN now() END
     FROM generate_series(1, 6000) AS n`,
  [workspace.id],
)
await database.query('VACUUM ANALYZE documents')

test('a page of the latest documents reads only what it shows, and so does the next one', async () => {
  const context = workspace.owner
  let cursor: string | undefined
  for (const page of ['first', 'second']) {
    const read = await rowsRead(database, async (counted) => {
      const { items, nextCursor } = await listDocuments(
        { ...context, database: counted },
        { limit: 50, ...(cursor && { cursor }) },
      )
      expect(items).toHaveLength(50)
      cursor = nextCursor ?? undefined
    })
    expect(read.documents, page).toBeLessThan(300)
  }
})

test('a list of the documents below one reads only those', async () => {
  const parentId = await createDocument(workspace.owner, { title: 'Plans' })
  await createDocument(workspace.owner, { title: 'Launch', parentId })
  const read = await rowsRead(database, async (counted) => {
    const { items } = await listDocuments({ ...workspace.owner, database: counted }, { limit: 50, parentId })
    expect(items.map(({ title }) => title)).toEqual(['Launch'])
  })
  expect(read.documents).toBeLessThan(100)
})

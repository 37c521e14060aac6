import { createDocument } from '@quillwire/core/documents/create-document'
import { writeContent } from '@quillwire/core/documents/write-content'
import { afterAll, expect, test, vi } from 'vitest'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'

const office = await openTestOffice()
const { services, ada, jonas } = office
afterAll(() => office.close())

test('what is written after a document was closed and opened again in a moment is saved', async () => {
  const { base } = await office.serve()
  const closeAndOpen = async () => {
    const documentId = await createDocument(ada, {})
    const first = office.join(base, ada, documentId)
    await synced(first)
    first.text.insert(0, 'old')
    await synced(first)
    const writing = writeContent(jonas, { documentId, markdown: 'from outside', place: 'end' })
    first.leave()
    await writing
    const second = office.join(base, jonas, documentId)
    await synced(second)
    second.text.insert(0, 'new ')
    await synced(second)
    await vi.waitFor(async () => {
      const saved = await services.database.prisma.document.findUniqueOrThrow({ where: { id: documentId } })
      expect(saved.title).toBe('new old')
    }, PATIENCE)
    second.leave()
  }
  // The moment at which it is opened again differs from one to the next.
  await Promise.all(Array.from({ length: 6 }, closeAndOpen))
}, 90_000)

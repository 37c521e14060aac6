/** A room in which so many write that the server batches their updates before it applies them and passes them on. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { openTestOffice, PATIENCE, type Person, synced } from '../testing/office.ts'
import { openRawClient, type RawClient, updateFrame } from '../testing/raw-client.ts'
import { awarenessFrame } from '../transport/frames.ts'

const office = await openTestOffice()
const { services, ada, jonas } = office

afterEach(() => office.leave())
afterAll(() => office.close())

const WRITERS = 8
const EDITS = 100

async function room() {
  const { base } = await office.serve()
  const documentId = await createDocument(ada, {})
  // Leaves the update that began the document out of what the tests look at.
  await services.database.prisma.documentUpdate.updateMany({ where: { documentId }, data: { actorId: null } })
  const writer = async (person: Person) => {
    const { token } = await issueTicket(person, { documentId })
    const client = await openRawClient(base, documentId, token)
    client.send(updateFrame(documentId, Uint8Array.of(0), 0)) // the question that every client begins with
    await vi.waitFor(() => expect(client.questions()).toBeGreaterThan(0), PATIENCE)
    return client
  }
  return { base, documentId, writer }
}

/** Writes words into a text of its own, each when the one before it is acknowledged. */
async function write(client: RawClient, name: string, during: (edit: number) => void = () => {}) {
  const ydoc = new Y.Doc()
  for (let edit = 1; edit <= EDITS; edit++) {
    const before = Y.encodeStateVector(ydoc)
    ydoc.getText(name).insert(ydoc.getText(name).length, `${name}${edit} `)
    client.update(Y.encodeStateAsUpdate(ydoc, before))
    during(edit)
    await vi.waitFor(() => expect(client.acknowledgements()).toBe(edit), { interval: 1 })
  }
  return ydoc.getText(name).toString()
}

test('everybody’s words reach everybody, and are stored in the name of who wrote them', async () => {
  const { base, documentId, writer } = await room()
  const reader = office.join(base, ada, documentId)
  await synced(reader)
  const people = Array.from({ length: WRITERS }, (_, index) => (index % 2 === 0 ? ada : jonas))
  const clients = await Promise.all(people.map(writer))
  const texts = await Promise.all(clients.map((client, index) => write(client, `w${index}`)))
  const ydoc = await loadDocument(services.database, documentId)
  for (const [index, text] of texts.entries()) {
    expect(ydoc.getText(`w${index}`).toString()).toBe(text)
    await vi.waitFor(() => expect(reader.ydoc.getText(`w${index}`).toString()).toBe(text), PATIENCE)
  }
  const rows = await services.database.prisma.documentUpdate.groupBy({
    by: ['actorId'],
    where: { documentId },
    _count: true,
  })
  for (const { id } of [ada, jonas])
    expect(rows.find(({ actorId }) => actorId === id)?._count).toBe((WRITERS / 2) * EDITS)
})

test('nonsense of one writer ends that writer alone, and a gap is asked for', async () => {
  const { documentId, writer } = await room()
  const clients = await Promise.all(Array.from({ length: WRITERS }, () => writer(ada)))
  const spoiler = await writer(jonas)
  const hasty = await writer(jonas)
  const ahead = new Y.Doc()
  ahead.getText('hasty').insert(0, 'a')
  const before = Y.encodeStateVector(ahead)
  ahead.getText('hasty').insert(1, 'b')
  const questions = hasty.questions()
  await Promise.all(
    clients.map((client, index) =>
      write(client, `w${index}`, (edit) => {
        if (index > 0 || edit !== EDITS / 2) return
        spoiler.update(Uint8Array.of(1, 9, 9, 9, 9))
        hasty.update(Y.encodeStateAsUpdate(ahead, before))
      }),
    ),
  )
  expect(await spoiler.closed).toEqual({ code: 1007, reason: 'malformed_update' })
  await vi.waitFor(() => expect(hasty.questions()).toBeGreaterThan(questions), PATIENCE)
  expect(hasty.acknowledgements()).toBe(0)
  hasty.send(updateFrame(documentId, Y.encodeStateAsUpdate(ahead), 1))
  // One for the answer, the first that it gave, and one for the update.
  await vi.waitFor(() => expect(hasty.acknowledgements()).toBe(2), PATIENCE)
  const ydoc = await loadDocument(services.database, documentId)
  expect(ydoc.getText('hasty').toString()).toBe('ab')
})

test('the last place of every cursor reaches everybody, also those who come later, and is gone when its owner leaves', async () => {
  const { base, documentId, writer } = await room()
  const reader = office.join(base, ada, documentId)
  await synced(reader)
  const clients = await Promise.all(Array.from({ length: 4 }, () => writer(jonas)))
  const cursors = clients.map(() => new Awareness(new Y.Doc()))
  const place = (one: typeof reader, index: number) =>
    one.provider.awareness?.getStates().get(cursors[index]?.clientID ?? 0)?.at
  await Promise.all(
    clients.map((client, index) =>
      write(client, `w${index}`, (edit) => {
        const cursor = cursors[index]
        cursor?.setLocalState({ at: edit })
        if (cursor) client.send(awarenessFrame(documentId, encodeAwarenessUpdate(cursor, [cursor.clientID])))
      }),
    ),
  )
  const late = office.join(base, ada, documentId)
  for (const one of [reader, late])
    await vi.waitFor(() => {
      for (const index of clients.keys()) expect(place(one, index)).toBe(EDITS)
    }, PATIENCE)
  clients[0]?.socket.close()
  await vi.waitFor(() => expect([place(reader, 0), place(late, 0)]).toEqual([undefined, undefined]), PATIENCE)
  expect(place(reader, 1)).toBe(EDITS)
  for (const cursor of cursors) cursor.destroy()
})

test('a place that was overtaken changes nothing, and one that cannot be read ends its sender’s connection', async () => {
  const { base, documentId, writer } = await room()
  const reader = office.join(base, ada, documentId)
  await synced(reader)
  const client = await writer(jonas)
  const say = (clock: number, state: string) => {
    const text = new TextEncoder().encode(state)
    client.send(awarenessFrame(documentId, Uint8Array.of(1, 77, clock, text.length, ...text)))
  }
  const place = () => reader.provider.awareness?.getStates().get(77)?.at
  say(1, '{"at":1}')
  say(5, '{"at":5}')
  say(4, '{"at":4}')
  await vi.waitFor(() => expect(place()).toBe(5), PATIENCE)
  say(6, '{"at":6}')
  await vi.waitFor(() => expect(place()).toBe(6), PATIENCE)
  say(7, '{"at":')
  expect(await client.closed).toEqual({ code: 1007, reason: 'malformed_frame' })
  await vi.waitFor(() => expect(place()).toBe(undefined), PATIENCE)
})

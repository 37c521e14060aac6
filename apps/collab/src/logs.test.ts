import { createDocument } from '@quillwire/core/documents/create-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, expect, test, vi } from 'vitest'
import { openTestOffice, PATIENCE, synced } from './testing/office.ts'
import { openRawClient, updateFrame } from './testing/raw-client.ts'

const office = await openTestOffice()
const { ada } = office

afterAll(() => office.close())

test('the log names documents and connections, and tells neither text, names, addresses nor tickets', async () => {
  const lines: string[] = []
  const server = await office.serve({}, { write: (line) => lines.push(line) })
  const documentId = await createDocument(ada, { title: 'a telling title' })
  const tickets: string[] = []
  const a = office.join(server.base, ada, documentId, async () => {
    const { token } = await issueTicket(ada, { documentId })
    tickets.push(token)
    return token
  })
  await synced(a)
  a.text.insert(0, 'a secret between two people')
  a.provider.awareness?.setLocalState({ user: { name: 'a telling name' } })
  await synced(a)
  const stranger = await openRawClient(server.base, documentId, 'a wrong ticket')
  await vi.waitFor(() => expect(stranger.refusals()).toEqual(['ticket_invalid']), PATIENCE)
  const hostile = await openRawClient(server.base, documentId, tickets[0] ?? '')
  hostile.send(updateFrame(documentId, Uint8Array.of(0), 0))
  await vi.waitFor(() => expect(hostile.questions()).toBe(1), PATIENCE)
  hostile.send(Uint8Array.of(255, 255, 255))
  await hostile.closed
  const plain = await office.joinYWebsocket(server.base, ada, documentId, tickets[0])
  plain.provider.destroy()
  a.leave()
  const leavings = () => lines.filter((line) => JSON.parse(line).msg === 'left')
  await vi.waitFor(() => expect(leavings()).toHaveLength(3), PATIENCE)
  const entries = lines.map((line) => JSON.parse(line))
  const found = (what: object) =>
    entries.filter((entry) => Object.entries(what).every(([k, v]) => entry[k] === v))
  const idsOf = (what: object) => found(what).map(({ connectionId }) => connectionId)
  const joined = idsOf({ msg: 'joined', documentId })
  expect(joined).toHaveLength(3)
  expect(new Set(joined).size).toBe(3)
  expect(idsOf({ level: 'info', msg: 'client dropped', documentId, reason: 'malformed_frame' })).toEqual([
    joined[1],
  ])
  expect(new Set(idsOf({ msg: 'left', documentId }))).toEqual(new Set(joined))
  const [refused] = idsOf({ level: 'info', msg: 'connection refused', documentId, reason: 'ticket_invalid' })
  expect(refused).toEqual(expect.any(String))
  expect(joined).not.toContain(refused)
  const all = lines.join('')
  for (const hidden of ['a secret between', 'a telling', '@example.com', 'a wrong ticket', ...tickets])
    expect(all).not.toContain(hidden)
})

import { createDocument } from '@quillwire/core/documents/create-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, expect, test, vi } from 'vitest'
import { openTestOffice, PATIENCE, synced } from './testing/office.ts'
import { openRawClient } from './testing/raw-client.ts'

const office = await openTestOffice()
const { ada } = office

afterAll(() => office.close())

test('the log names documents and connections, and tells neither text nor tickets', async () => {
  const lines: string[] = []
  const server = await office.serve({}, { write: (line) => lines.push(line) })
  const documentId = await createDocument(ada, {})
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
  hostile.send(Uint8Array.of(255, 255, 255))
  await hostile.closed
  a.leave()
  await vi.waitFor(() => expect(lines.map((line) => JSON.parse(line).msg)).toContain('left'), PATIENCE)
  const entries = lines.map((line) => JSON.parse(line))
  expect(entries).toContainEqual(
    expect.objectContaining({ msg: 'joined', documentId, connectionId: expect.any(String) }),
  )
  expect(entries).toContainEqual(
    expect.objectContaining({ msg: 'connection refused', reason: 'ticket_invalid' }),
  )
  expect(entries).toContainEqual(
    expect.objectContaining({ msg: 'client dropped', reason: 'malformed_frame' }),
  )
  const all = lines.join('')
  for (const hidden of ['a secret between', 'a telling name', 'a wrong ticket', ...tickets])
    expect(all).not.toContain(hidden)
})

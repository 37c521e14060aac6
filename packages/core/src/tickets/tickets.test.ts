import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { createDocument } from '../documents/create-document.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { issueTicket, TICKET_LIFE_MS } from './issue-ticket.ts'
import { readToken } from './read-ticket.ts'

const { database } = await testDatabase()
const { owner: ada } = await testWorkspace(database)
const HOUR_MS = 3_600_000
const off = (ms: number) => ({ ...ada, now: () => new Date(Date.now() + ms) })

test.each([
  ['ahead', HOUR_MS],
  ['behind', -HOUR_MS],
])('a ticket lasts as long where one program’s clock is an hour %s of the other’s', async (_, ms) => {
  const documentId = await createDocument(ada, {})
  for (const [web, collab] of [
    [off(ms), ada],
    [ada, off(ms)],
  ] as const) {
    const { token } = await issueTicket(web, { documentId })
    const { leftMs } = await readToken(collab, token, documentId)
    expect(leftMs).toBeGreaterThan(TICKET_LIFE_MS - 60_000)
    expect(leftMs).toBeLessThanOrEqual(TICKET_LIFE_MS)
    const { token: old } = await issueTicket(web, { documentId, lifeMs: -1000 })
    await expect(readToken(collab, old, documentId)).rejects.toMatchObject({ code: 'ticket_expired' })
  }
})

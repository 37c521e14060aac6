import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import { createDocument } from '../documents/create-document.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { issueTicket, TICKET_LIFE_MS } from './issue-ticket.ts'
import { readToken } from './read-ticket.ts'

const { database } = await testDatabase()
const { owner: ada } = await testWorkspace(database)
const HOUR_MS = 3_600_000

/** Does this in a program whose clock is so many ms ahead. */
async function clockAhead<Result>(ms: number, act: () => Promise<Result>): Promise<Result> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
  try {
    return await act()
  } finally {
    vi.useRealTimers()
  }
}

test.each([
  ['ahead', HOUR_MS],
  ['behind', -HOUR_MS],
])('a ticket lasts as long where one program’s clock is an hour %s of the other’s', async (_, ms) => {
  const documentId = await createDocument(ada, {})
  for (const [web, collab] of [
    [ms, 0],
    [0, ms],
  ] as const) {
    const ticket = (lifeMs?: number) =>
      clockAhead(web, () => issueTicket(ada, { documentId, ...(lifeMs !== undefined && { lifeMs }) }))
    const read = (token: string) => clockAhead(collab, () => readToken(ada, token, documentId))
    const { leftMs } = await read((await ticket()).token)
    expect(leftMs).toBeGreaterThan(TICKET_LIFE_MS - 60_000)
    expect(leftMs).toBeLessThanOrEqual(TICKET_LIFE_MS)
    await expect(read((await ticket(-1000)).token)).rejects.toMatchObject({ code: 'ticket_expired' })
  }
})

/** While the database is away, nobody can get a ticket, and nobody is disconnected for that. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openPath } from '@quillwire/database/testing/network-path'
import { afterAll, expect, test, vi } from 'vitest'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'

const { database, url } = await testDatabase()
const path = await openPath(url)
const far = connect(path.url, { applicationName: 'far', maxConnections: 4, onError: () => {} })
const office = await openTestOffice(far)
const { ada, jonas } = office
const { base } = await office.serve()

afterAll(async () => {
  path.mend()
  await office.close()
  await far.close()
  path.close()
})

const LEFT_MS = 4000
/** For how long after its end a ticket that was asked for may still come. */
const GRACE_MS = 15_000

/** Waits until it is later than this. */
function until(time: number): Promise<void> {
  return vi.waitFor(() => expect(Date.now()).toBeGreaterThan(time), { timeout: 30_000, interval: 100 })
}

async function closingTickets(documentId: string, leftMs: number) {
  return await Promise.all(
    [ada, jonas].map((context) => issueTicket(context, { documentId, lifeMs: leftMs })),
  )
}

test('tickets that run out while the database is away end nobody’s connection', async () => {
  const documentId = await createDocument(ada, {})
  const [one, two] = await closingTickets(documentId, LEFT_MS)
  if (!one || !two) throw new Error('no tickets')
  let isBack = false
  let renewed = 0
  const a = office.join(base, ada, documentId, async () => {
    if (!isBack) return one.token
    const { token } = await issueTicket(ada, { documentId })
    renewed += 1
    return token
  })
  await synced(a)
  const w = await office.joinYWebsocket(base, jonas, documentId, two.token)
  const closes: unknown[] = []
  w.provider.on('connection-close', (event) => event && closes.push([event.code, event.reason]))
  path.cut()

  await until(one.expiresAt.getTime() + GRACE_MS + 2000)
  a.text.insert(0, 'together')
  await vi.waitFor(() => expect(w.text.toString()).toBe('together'), PATIENCE)
  expect([a.closed, closes]).toEqual([[], []])
  expect(a.provider.unsyncedChanges).toBeGreaterThan(0)

  isBack = true
  path.mend()
  // One is asked for a ticket, and the other, which cannot be asked, is told that it needs one.
  await vi.waitFor(() => expect(closes).toContainEqual([4401, 'ticket_expired']), PATIENCE)
  await vi.waitFor(() => expect(renewed).toBe(1), PATIENCE)
  await synced(a)
  expect(a.closed).toEqual([])
  expect((await loadDocument(database, documentId)).getText('title').toString()).toBe('together')
}, 60_000)

test('a ticket that could not be checked while the database was away is asked for again later', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  let asked = 0
  const a = office.join(base, ada, documentId, async () => {
    asked += 1
    return token
  })
  await synced(a)
  expect(asked).toBe(1)
  path.cut()
  await a.provider.sendToken()
  await vi.waitFor(() => expect(asked).toBe(3), PATIENCE)
  path.mend()
  expect(a.closed).toEqual([])
})

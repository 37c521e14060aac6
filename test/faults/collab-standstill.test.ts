/**
 * A sync server that stands still for a while, as on a machine that is suspended or moved, and finds in its sockets what
 * came meanwhile.
 */
import { rm } from 'node:fs/promises'
import { setTimeout as passes } from 'node:timers/promises'
import { asPrincipal } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { writeContent } from '@quillwire/core/documents/write-content'
import { createShareLink } from '@quillwire/core/sharing/create-share-link'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { testDatabase } from '@quillwire/database/testing'
import { ownDataDir } from '@quillwire/database/testing/own-data-dir'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { type Joined, openTestOffice, PATIENCE, synced } from '../../apps/collab/src/testing/office.ts'
import { startRedis } from '../../apps/collab/src/testing/redis.ts'
import { startCollab } from '../bench/sync/our-server.ts'

/** Long enough to be noticed. What is written within a second after a right ended may be taken anyway. */
const STANDS_STILL_MS = 1800

const { database, url } = await testDatabase()
const redis = await startRedis()
const office = await openTestOffice(database)
const { ada, jonas } = office
const dataDir = await ownDataDir()
const collab = await startCollab({
  databaseUrl: url,
  redisUrl: redis.url,
  dataDir,
  env: { LOG_LEVEL: 'error' },
})
const base = `ws://127.0.0.1:${collab.port}`
const other = await office.serve({ redisUrl: redis.url })

afterEach(() => office.leave())
afterAll(async () => {
  await collab.stop()
  await office.close()
  await redis.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** The document open in the windows of Ada, and of Jonas twice: with Hocuspocus's client and with y-websocket's. */
async function threeWindows() {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const a = office.join(base, ada, documentId)
  const b = office.join(base, jonas, documentId)
  const plain = await office.joinYWebsocket(base, jonas, documentId)
  await Promise.all([synced(a), synced(b)])
  return { documentId, a, b, plain: plain.text, plainProvider: plain.provider }
}

async function whileItStandsStill(what: () => Promise<void>) {
  collab.child.kill('SIGSTOP')
  try {
    await what()
    await passes(STANDS_STILL_MS)
  } finally {
    collab.child.kill('SIGCONT')
  }
}

/** What is in the log by now, and whether it is in the others' windows. */
async function says(a: Joined, documentId: string, expected: string) {
  a.text.insert(0, '!')
  await synced(a)
  expect(a.text.toString()).toBe(`!${expected}`)
  const late = office.join(base, ada, documentId)
  await synced(late)
  expect(late.text.toString()).toBe(`!${expected}`)
}

test.each(['viewer', null] as const)(
  'takes nothing that was written after its writer could only be: %s',
  async (role) => {
    const { documentId, a, b, plain } = await threeWindows()
    await whileItStandsStill(async () => {
      await setGeneralAccess(ada, { documentId, role })
      b.text.insert(4, ' of Jonas')
      plain.insert(4, ' again')
    })
    await says(a, documentId, 'Plan')
  },
)

test('tells nobody what was written at another server after they could not read any more', async () => {
  const { documentId, a, b } = await threeWindows()
  const elsewhere = office.join(other.base, ada, documentId)
  await synced(elsewhere)
  await whileItStandsStill(async () => {
    await setGeneralAccess(ada, { documentId, role: null })
    elsewhere.text.insert(0, 'Secret ')
    await synced(elsewhere)
  })
  await vi.waitFor(() => expect(a.text.toString()).toBe('Secret Plan'), PATIENCE)
  await vi.waitFor(() => expect(b.closed).toContainEqual({ code: 4403, reason: 'access_revoked' }), PATIENCE)
  expect(b.text.toString()).toBe('Plan')
})

test('takes what everybody wrote meanwhile who may still write', async () => {
  const { documentId, a, b, plain } = await threeWindows()
  await whileItStandsStill(async () => {
    b.text.insert(4, ' of Jonas')
    plain.insert(0, 'A ')
  })
  await synced(b)
  await vi.waitFor(() => expect(a.text.toString()).toBe('A Plan of Jonas'), PATIENCE)
  await says(a, documentId, 'A Plan of Jonas')
})

test('takes the last words of those who are gone when it goes on', async () => {
  const { documentId, a, b, plain, plainProvider } = await threeWindows()
  await whileItStandsStill(async () => {
    b.text.insert(4, ' of Jonas')
    plain.insert(0, 'A ')
    b.leave()
    plainProvider.destroy()
  })
  await vi.waitFor(() => expect(a.text.toString()).toBe('A Plan of Jonas'), PATIENCE)
  await says(a, documentId, 'A Plan of Jonas')
})

test('takes nothing that was written after the link of its writer had ended', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const a = office.join(base, ada, documentId)
  const expiresAt = new Date(Date.now() + 4000)
  const { id } = await createShareLink(ada, { documentId, role: 'editor', expiresAt })
  const guest = asPrincipal(office.services, { type: 'guest', name: 'Quiet heron', shareLinkIds: [id] })
  const b = office.join(base, guest, documentId)
  await Promise.all([synced(a), synced(b)])
  await whileItStandsStill(async () => {
    await passes(expiresAt.getTime() + 500 - Date.now())
    b.text.insert(4, ' of a guest')
  })
  await says(a, documentId, 'Plan')
})

test('takes nothing that was written after the ticket of its writer had run out', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const a = office.join(base, ada, documentId)
  const { token, expiresAt } = await issueTicket(jonas, { documentId, lifeMs: 4000 })
  const { text } = await office.joinYWebsocket(base, jonas, documentId, token)
  await synced(a)
  await whileItStandsStill(async () => {
    await passes(expiresAt.getTime() + 500 - Date.now())
    text.insert(4, ' again')
  })
  await says(a, documentId, 'Plan')
})

test('tells nobody what a program wrote after they could not read any more', async () => {
  const { documentId, a, b } = await threeWindows()
  await whileItStandsStill(async () => {
    await setGeneralAccess(ada, { documentId, role: null })
    await writeContent(ada, { documentId, markdown: 'Secret', place: 'end' })
  })
  await vi.waitFor(() => expect(a.ydoc.getXmlFragment('default').toString()).toContain('Secret'), PATIENCE)
  await vi.waitFor(() => expect(b.closed).toContainEqual({ code: 4403, reason: 'access_revoked' }), PATIENCE)
  expect(b.ydoc.getXmlFragment('default').toString()).not.toContain('Secret')
})

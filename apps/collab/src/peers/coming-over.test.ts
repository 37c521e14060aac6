import { createDocument } from '@quillwire/core/documents/create-document'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { startRedis } from '../testing/redis.ts'

const redis = await startRedis()
const office = await openTestOffice()
const { ada, jonas } = office
const [one, two] = [await office.serve({ redisUrl: redis.url }), await office.serve({ redisUrl: redis.url })]

afterEach(() => office.leave())
afterAll(async () => {
  await office.close()
  await redis.stop()
})

test('a client that comes over from another server is heard, even if somebody repeated there what they had heard of it', async () => {
  const documentId = await createDocument(ada, {})
  const b = office.join(two.base, ada, documentId)
  const repeating = await office.joinYWebsocket(two.base, jonas, documentId)
  const before = office.join(one.base, ada, documentId)
  await Promise.all([synced(before), synced(b)])
  const { clientID } = before.ydoc
  before.provider.awareness?.setLocalStateField('place', 1)
  const placeAt = (seen: typeof b.provider.awareness) => seen?.getStates().get(clientID)?.place
  await vi.waitFor(() => {
    expect(placeAt(b.provider.awareness)).toBe(1)
    expect(placeAt(repeating.provider.awareness)).toBe(1)
  }, PATIENCE)
  before.leave()
  await vi.waitFor(() => expect(placeAt(b.provider.awareness)).toBeUndefined(), PATIENCE)

  const after = office.join(two.base, ada, documentId)
  const { awareness } = after.provider
  if (!awareness) throw new Error('no awareness')
  // The same page, over another connection.
  awareness.clientID = clientID
  awareness.meta.set(clientID, { clock: 100, lastUpdated: Date.now() })
  awareness.setLocalState({ place: 3 })
  await vi.waitFor(() => expect(placeAt(b.provider.awareness)).toBe(3), PATIENCE)
})

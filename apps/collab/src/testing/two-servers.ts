/** Two sync servers of one installation that reach each other through Redis, for tests. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { expect, vi } from 'vitest'
import { type Joined, openTestOffice, PATIENCE, synced } from './office.ts'
import { startRedis } from './redis.ts'

export async function openTwoServers() {
  const redis = await startRedis()
  const office = await openTestOffice()
  const { ada, jonas } = office
  const [one, two] = [
    await office.serve({ redisUrl: redis.url }),
    await office.serve({ redisUrl: redis.url }),
  ]

  return {
    redis,
    office,
    one,
    two,

    /** Waits until both servers say so: 1 if they reach Redis, 0 if they do not. */
    async connected(value: 0 | 1) {
      for (const { collab } of [one, two])
        await vi.waitFor(
          async () => expect(await metric({ collab }, 'quillwire_redis_connected')).toBe(value),
          PATIENCE,
        )
    },

    /** The same document open on both servers. */
    async bothOpen() {
      const documentId = await createDocument(ada, {})
      const [a, b] = [office.join(one.base, ada, documentId), office.join(two.base, jonas, documentId)]
      await Promise.all([synced(a), synced(b)])
      return { documentId, a, b }
    },

    async close() {
      await office.close()
      await redis.stop()
    },
  }
}

type Server = Awaited<ReturnType<Awaited<ReturnType<typeof openTestOffice>>['serve']>>

export async function metric({ collab }: Pick<Server, 'collab'>, name: string): Promise<number> {
  const text = await collab.metrics.registry.metrics()
  return Number(new RegExp(`^${name}(?:{.*})? (.*)$`, 'm').exec(text)?.[1])
}

/** Waits until a client sees somebody of this name. */
export async function sees({ provider }: Joined, name: string) {
  await vi.waitFor(
    () => expect([...(provider.awareness?.getStates().values() ?? [])]).toContainEqual({ user: { name } }),
    PATIENCE,
  )
}

/**
 * In which processes somebody writes a document: a set in Redis for each document. A process that died stays in the set
 * for as long as that is kept, but nobody listens on its channel any more.
 */
import type { Logger } from '@quillwire/process'
import type { Redis } from 'ioredis'

export interface WriterRegister {
  /** Notes that somebody writes here now. Resolves to whether nobody writes elsewhere; true if that cannot be known. */
  enter(documentId: string): Promise<boolean>
  /** Notes that nobody writes here any more. Resolves as `enter` does. */
  leave(documentId: string): Promise<boolean>
  /** Tells Redis again what was entered and left here: it may not have heard it, or may have forgotten it. */
  repeat(): void
}

const WRITERS_SECONDS = 7 * 24 * 60 * 60

/** @param name of this process, which listens on the channel of that name for as long as it lives. */
export function createWriterRegister(redis: Redis, name: string, logger: Logger): WriterRegister {
  const entered = new Set<string>()
  /** Documents that were left without Redis having been told. */
  const left = new Set<string>()

  /** Enters or leaves, and reads in the same step who else is in. Resolves to whether none of those lives. */
  async function isOnly(step: 'sadd' | 'srem', documentId: string): Promise<boolean> {
    const key = writersKey(documentId)
    try {
      const results = await redis.multi()[step](key, name).expire(key, WRITERS_SECONDS).smembers(key).exec()
      left.delete(documentId)
      const others = ((results?.[2]?.[1] ?? []) as string[]).filter((other) => other !== name) // what SMEMBERS answers
      if (others.length === 0) return true
      const counts = (await redis.pubsub('NUMSUB', ...others.map(processChannel))) as (string | number)[] // names and counts by turns
      return !counts.some((count, index) => index % 2 === 1 && Number(count) > 0)
    } catch (error) {
      logger.warn({ err: error, documentId }, 'redis did not say who else writes: nobody is assumed to')
      return true
    }
  }

  return {
    enter(documentId) {
      left.delete(documentId)
      entered.add(documentId)
      return isOnly('sadd', documentId)
    },
    leave(documentId) {
      entered.delete(documentId)
      left.add(documentId)
      return isOnly('srem', documentId)
    },
    repeat() {
      // If Redis goes away again meanwhile, it is told when it is back.
      for (const documentId of entered) redis.sadd(writersKey(documentId), name).catch(() => {})
      for (const documentId of left)
        redis.srem(writersKey(documentId), name).then(
          () => left.delete(documentId),
          () => {},
        )
    },
  }
}

/** The channel on which a process listens so that the others see that it lives. */
export const processChannel = (name: string) => `quillwire:process:${name}`
const writersKey = (documentId: string) => `quillwire:writers:${documentId}`

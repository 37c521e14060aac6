/**
 * In which processes somebody writes a document: a set in Redis for each one. A process that died stands in it for as
 * long as the set is kept, but nobody listens on its channel any more.
 */
import type { Logger } from '@quillwire/process'
import type { Redis } from 'ioredis'

export interface WriterRegister {
  /** Somebody writes here now; whether this is the first process where somebody does. True where that cannot be known. */
  enter(documentId: string): Promise<boolean>
  /** Nobody writes here any more; whether that is so in every process. */
  leave(documentId: string): Promise<boolean>
  /** Says again where somebody writes here, and where nobody does any more: it may not have been heard, or be forgotten. */
  repeat(): void
}

const WRITERS_SECONDS = 7 * 24 * 60 * 60

/** @param name of this process, which listens on the channel of that name while it lives. */
export function createWriterRegister(redis: Redis, name: string, logger: Logger): WriterRegister {
  const entered = new Set<string>()
  /** Left, and Redis has not been told. */
  const left = new Set<string>()

  /** Enters or leaves, and tells in the same step whether another process that lives is in. */
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
      logger.warn({ err: error, documentId }, 'redis did not say who else writes, taken for nobody')
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
      // A Redis that goes away again meanwhile is told when it is back.
      for (const documentId of entered) redis.sadd(writersKey(documentId), name).catch(() => {})
      for (const documentId of left)
        redis.srem(writersKey(documentId), name).then(
          () => left.delete(documentId),
          () => {},
        )
    },
  }
}

/** Where a process listens, so that the others see that it lives. */
export const processChannel = (name: string) => `quillwire:process:${name}`
const writersKey = (documentId: string) => `quillwire:writers:${documentId}`

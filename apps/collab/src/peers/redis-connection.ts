/**
 * A connection to the primary of Redis. A Redis that is away, hangs, or has become a replica is noticed; one that
 * refuses something is asked again.
 */
import { Redis, type RedisOptions, ReplyError } from 'ioredis'
import type { Complaints } from './complaints.ts'

export interface RedisConnection {
  readonly redis: Redis
  /** To be called at intervals: a Redis that owes an answer for as long as one of them counts as away. */
  askForSignOfLife(): void
  /**
   * To be called with the reason why a command failed.
   * @returns whether Redis is there, and refuses: then the connection is begun with again soon.
   */
  refused(error: unknown): boolean
}

export interface RedisConnectionOptions {
  url: string
  redisOptions: RedisOptions
  complaints: Complaints
  /** Ends what is tried again. The connection itself is not ended. */
  stopped: AbortSignal
  /** Called when Redis is there, for the first time or again, or when it may not refuse any more. */
  onUsable(): void
  /** Called when the connection has ended, or leads to a replica. */
  onLost(): void
  /** Called before Redis is asked whether it is the primary. What it returns is called with the answer. */
  onAsk?(): (isReplica: boolean) => void
}

/** A Redis that owes an answer for so long counts as away. It is asked for one this often. */
export const SIGN_OF_LIFE_MS = 5000
/** What Redis refuses is tried again this often. */
const ASK_AGAIN_MS = 2000

export function connectRedis(options: RedisConnectionOptions): RedisConnection {
  const { url, redisOptions, complaints, stopped, onUsable, onLost, onAsk } = options
  // Nothing is queued: what cannot be published now is in the log.
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    socketTimeout: SIGN_OF_LIFE_MS,
    ...redisOptions,
  })
  let beginningAgain: NodeJS.Timeout | undefined

  redis.on('error', complaints.about)
  redis.on('close', onLost)
  redis.on('ready', () => void begin())
  stopped.addEventListener('abort', () => clearTimeout(beginningAgain))

  const isReady = () => !stopped.aborted && redis.status === 'ready'

  async function begin() {
    clearTimeout(beginningAgain)
    beginningAgain = undefined
    if (isReady() && (await leadsToPrimary()) && isReady()) onUsable()
  }

  /**
   * A replica accepts what is published, but the others do not hear it. A fail-over makes a replica of a primary, and
   * may leave the connections to it as they are. A new connection leads to the present primary.
   */
  async function leadsToPrimary(): Promise<boolean> {
    const answered = onAsk?.()
    const isDemoted = await isReplica(redis)
    answered?.(isDemoted)
    if (!isDemoted || stopped.aborted) return true
    complaints.about(new Error('REDIS_URL leads to a replica. It has to lead to the primary.'))
    onLost()
    setTimeout(async () => {
      if (stopped.aborted) return
      if (await isReplica(redis)) redis.disconnect(true)
      else void begin()
    }, ASK_AGAIN_MS).unref()
    return false
  }

  return {
    redis,
    askForSignOfLife() {
      if (redis.status !== 'ready') return
      // A ping without an answer ends the connection, which has events of its own for that.
      redis.ping().catch(() => {})
      void leadsToPrimary()
    },
    refused(error) {
      // A lost connection has events of its own.
      if (stopped.aborted || !isAnswer(error)) return false
      complaints.about(error)
      beginningAgain ??= setTimeout(begin, ASK_AGAIN_MS).unref()
      return true
    },
  }
}

/** A Redis that may not be asked is taken for a primary. */
const isReplica = (redis: Redis) =>
  redis.info('replication').then(
    (info) => info.includes('role:slave'),
    () => false,
  )
const isAnswer = (error: unknown): error is Error => error instanceof ReplyError

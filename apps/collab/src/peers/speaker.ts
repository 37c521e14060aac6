/**
 * Tells the other processes about documents. What cannot be said, or is not heard, is not said again: it is in the log.
 * Only its documents are remembered, so that the others can be told to read it.
 */
import type { Redis } from 'ioredis'
import type { Complaints } from './complaints.ts'
import { channelOf, message, writeMessage } from './messages.ts'
import { connectRedis } from './redis-connection.ts'

export interface Speaker {
  /** The connection, for what is not about a document. */
  readonly redis: Redis
  say(documentId: string, type: number, payload?: Uint8Array): void
  /** To be called at intervals, as `RedisConnection.askForSignOfLife`. */
  askForSignOfLife(): void
}

export interface SpeakerOptions {
  url: string
  /** The name of this process. */
  self: Uint8Array
  complaints: Complaints
  /** Nothing is said from then on. */
  stopped: AbortSignal
  /**
   * Called when the others can be told something, for the first time or again.
   * @param missed the documents of which they missed something that is in the log.
   */
  onHeard(missed: string[]): void
}

export function createSpeaker({ url, self, complaints, stopped, onHeard }: SpeakerOptions): Speaker {
  /** Documents about which something could not be published. */
  const unsaid = new Set<string>()
  /** Documents about which something was published since Redis was last asked whether it is the primary. */
  const said = new Set<string>()
  let isHeard = false
  const { redis, refused, askForSignOfLife } = connectRedis({
    url,
    redisOptions: { enableAutoPipelining: true },
    complaints,
    stopped,
    onUsable() {
      isHeard = true
      const missed = [...unsaid]
      unsaid.clear()
      onHeard(missed)
    },
    onLost() {
      isHeard = false
    },
    onAsk() {
      const before = [...said]
      said.clear()
      return (isReplica) => {
        // Also if the connection has ended since: some may have been published to a Redis that was a replica by then.
        if (isReplica || !isHeard) for (const documentId of before) unsaid.add(documentId)
      }
    },
  })

  return {
    redis,
    say(documentId, type, payload) {
      if (stopped.aborted) return
      const isInLog = type === message.update || type === message.missed
      const failed = () => {
        if (isInLog) unsaid.add(documentId)
      }
      if (!isHeard) return failed()
      if (isInLog) said.add(documentId)
      redis.publish(channelOf(documentId), writeMessage(self, type, payload)).catch((error) => {
        failed()
        refused(error)
      })
    },
    askForSignOfLife,
  }
}

/**
 * Hears what the other processes say about the documents that are open here. Nobody would notice if some documents were
 * heard of and others were not. So Redis counts as away until all of them are subscribed to.
 */
import { type Logger, within } from '@quillwire/process'
import type { Standstill } from '../admission/standstill.ts'
import type { Complaints } from './complaints.ts'
import { channelOf, documentOf, payloadOf, senderOf, typeOf } from './messages.ts'
import { connectRedis } from './redis-connection.ts'
import type { SharedDocument } from './shared-document.ts'
import { processChannel } from './writer-register.ts'

type HeardDocument = Pick<SharedDocument, 'listening' | 'deaf' | 'receive' | 'readLog'>

export interface Listener {
  readonly isAway: boolean
  /** Resolves when nothing said about this open document can be missed any more, or if Redis is away. */
  subscribe(documentId: string): Promise<void>
  unsubscribe(documentId: string): void
  /** To be called at intervals, as `RedisConnection.askForSignOfLife`. */
  askForSignOfLife(): void
  disconnect(): void
}

export interface ListenerOptions {
  url: string
  /** The name of this process. What it says itself is not heard. */
  self: Buffer
  /** The documents that are open here. */
  open: ReadonlyMap<string, HeardDocument>
  logger: Logger
  complaints: Complaints
  /** After one, nothing is heard until it is known who may still read it. */
  standstill: Pick<Standstill, 'isHolding' | 'hold'>
  /** Nothing is heard from then on. */
  stopped: AbortSignal
}

const SUBSCRIBE_PATIENCE_MS = 2000

export function createListener({
  url,
  self,
  open,
  logger,
  complaints,
  standstill,
  stopped,
}: ListenerOptions): Listener {
  let isAway = true
  const connection = connectRedis({
    url,
    redisOptions: { autoResubscribe: false },
    complaints,
    stopped,
    onUsable: () => void listen(),
    onLost: deafen,
  })
  const { redis } = connection

  redis.on('messageBuffer', (channel: Buffer, bytes: Buffer) => {
    if (standstill.isHolding()) standstill.hold(() => receive(channel, bytes))
    else receive(channel, bytes)
  })

  function receive(channel: Buffer, bytes: Buffer) {
    const sender = senderOf(bytes)
    if (stopped.aborted || sender.equals(self)) return
    const document = open.get(documentOf(channel.toString()))
    document?.receive(sender.toString('hex'), typeOf(bytes), payloadOf(bytes))
  }

  function deafen() {
    if (!isAway && !stopped.aborted)
      logger.warn('redis is away: other processes are heard through the database alone')
    isAway = true
    for (const document of open.values()) document.deaf()
  }

  /** Its rules may forbid it, or a script may keep it busy. */
  function refused(error: unknown) {
    if (connection.refused(error)) deafen()
  }

  /** Subscribes to everything, if Redis lets us. */
  async function listen() {
    const all = [...open]
    try {
      // Each process subscribes to a channel of its own: so the others see that it lives.
      await redis.subscribe(
        processChannel(self.toString('hex')),
        ...all.map(([documentId]) => channelOf(documentId)),
      )
      isAway = false
      complaints.over()
      logger.info('redis is connected')
      for (const [documentId, document] of all) {
        if (open.get(documentId) !== document) continue
        document.listening()
        // Whatever was published meanwhile was not heard.
        void document.readLog()
      }
    } catch (error) {
      refused(error)
    }
  }

  return {
    get isAway() {
      return isAway
    },
    async subscribe(documentId) {
      if (redis.status !== 'ready') return
      const document = open.get(documentId)
      let isLate = false
      const subscribed = redis.subscribe(channelOf(documentId)).then(() => {
        if (!document || open.get(documentId) !== document) return
        document.listening()
        if (isLate) void document.readLog()
      })
      // A Redis that hangs counts as away. When it is back, we listen, and the log is read.
      await within(SUBSCRIBE_PATIENCE_MS, subscribed.catch(refused))
      isLate = true
    },
    unsubscribe(documentId) {
      if (redis.status !== 'ready') return
      // It may fail: what is heard of a document that is not open is dropped, and a new connection does not subscribe.
      redis.unsubscribe(channelOf(documentId)).catch(() => {})
    },
    askForSignOfLife: connection.askForSignOfLife,
    disconnect: () => redis.disconnect(),
  }
}

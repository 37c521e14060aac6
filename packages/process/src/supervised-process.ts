/**
 * How web, collab and worker live: they say when they serve, drain when asked to stop, and end when their launcher is
 * gone. Without a launcher (in a cluster) SIGTERM, SIGINT and SIGHUP do the same.
 */
import type { Socket } from 'node:net'
import { type FromChild, receiveUpgrade, type ToChild, type Upgrade } from './launcher-protocol.ts'
import type { Logger } from './logger.ts'

export interface SupervisedOptions {
  log: Logger
  /** Finishes what has begun and closes every connection. Called once. */
  drain(): Promise<void>
  /** After so many milliseconds the process ends in the middle of draining. Default 10 000. */
  drainTimeoutMs?: number
  /** Takes a WebSocket's upgrade request that the launcher accepted. */
  onUpgrade?(upgrade: Upgrade): void
}

interface Supervised {
  /** To be called when the process serves. */
  ready(): void
  /** Drains, and ends the process with this code. */
  stop(reason: string, code: number): void
}

/** Call it first thing in `main.ts`. */
export function supervised(options: SupervisedOptions): Supervised {
  const { log } = options
  let draining = false

  async function stop(reason: string, code: number) {
    if (draining) return
    draining = true
    log.info({ reason }, 'draining')
    setTimeout(() => {
      log.error('not drained in time')
      process.exit(1)
    }, options.drainTimeoutMs ?? 10_000).unref()
    try {
      await options.drain()
      process.exit(code)
    } catch (error) {
      log.error({ err: error }, 'could not drain')
      process.exit(1)
    }
  }

  // Not `once`: a second signal, as from a service manager beside the launcher, would end it in the middle of draining.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal, 0))
  // The channel closes when the launcher ends in any way, kill -9 included.
  process.once('disconnect', () => stop('the launcher is gone', 0))
  // When the launcher is gone, nobody reads our output. That must not keep us from draining.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'ended by an uncaught error')
    process.exit(1)
  })
  process.on('message', (message: ToChild, socket: Socket | undefined) => {
    if (message.type === 'handed over') tell({ type: 'confirmed', number: message.number })
    // The handle is missing when the client hung up on the way.
    else if (message.type === 'upgrade' && socket) options.onUpgrade?.(receiveUpgrade(message, socket))
  })

  return { ready: () => tell({ type: 'ready' }), stop }
}

/** It fails if the launcher is gone. That is no error: the process drains then. */
function tell(message: FromChild) {
  process.send?.(message, () => {})
}

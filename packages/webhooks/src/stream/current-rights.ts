/** On whose behalf a stream reads, asked again while it is open. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Context, DomainError, type Principal, requireWorkspace } from '@quillwire/core'
import { forbidden } from '@quillwire/core/errors'

export interface CurrentRights {
  readonly context: Context
  /** Resolves when it is known whether and how the stream goes on; undefined while nothing is being asked. */
  readonly asking: Promise<void> | undefined
  askAgain(): void
}

export interface CurrentRightsOptions {
  context: Context
  workspaceId: string
  /** Asks again who the consumer is. */
  identify(): Promise<Principal>
  signal: AbortSignal
  onError(error: unknown): void
  /** The consumer may not read any more. */
  onLost(reason: DomainError): void
}

const RETRY_MS = 1000

export function createCurrentRights(options: CurrentRightsOptions): CurrentRights {
  const { workspaceId, identify, signal, onError, onLost } = options
  let { context } = options
  let asking: Promise<void> | undefined
  let turns = 0

  async function ask() {
    while (!signal.aborted) {
      try {
        const principal = await identify()
        if (requireWorkspace(principal, 'read_events') !== workspaceId)
          throw forbidden('membership_ended', 'You no longer belong to this workspace.')
        context = { ...context, principal }
        return
      } catch (error) {
        if (error instanceof DomainError) return onLost(error)
        // It is not known at the moment: nothing is sent until it is.
        onError(error)
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {})
      }
    }
  }

  return {
    get context() {
      return context
    },
    get asking() {
      return asking
    },
    askAgain() {
      // One after another: an answer that was on its way may be older than the change.
      const before = asking
      const turn = ++turns
      asking = (async () => {
        await before
        await ask()
        if (turn === turns) asking = undefined
      })()
    },
  }
}

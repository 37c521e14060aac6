/** Event streams without a wire: what a consumer is sent, and why its stream ends. */
import { createApiKey } from '@quillwire/core/api-keys/create-api-key'
import { findApiKeyById } from '@quillwire/core/api-keys/find-api-key'
import { unauthenticated } from '@quillwire/core/errors'
import type { ListedEvent } from '@quillwire/core/events/list-events'
import { testServices } from '@quillwire/core/testing/services'
import type { Database } from '@quillwire/database'
import { eventKey } from '@quillwire/events'
import { onTestFinished, vi } from 'vitest'
import { createEventStreams, type EventStreams, type EventStreamsOptions } from '../stream/event-streams.ts'
import type { StreamEnd } from '../stream/stream-session.ts'
import { checkSubscription } from '../stream/subscription.ts'
import { type TestWorkspace, testWorkspace } from './workspace.ts'

export interface TestConsumer {
  /** What it was sent so far. */
  items: ListedEvent[]
  /** Everything up to there was sent, or is not for it. */
  readonly cursor: string | undefined
  /** Resolves with the keys of all events when there are `count` of them. */
  got(count: number): Promise<(string | null)[]>
  acknowledge(item: ListedEvent | undefined): void
  /** Resolves with why it ended, once what it acknowledged is written. */
  ended: Promise<StreamEnd>
  /** Disconnects of its own accord. */
  leave(): Promise<void>
}

export interface TestStreams extends EventStreams {
  /** How often the database has answered them. */
  readonly answers: number
}

/** The streams of one process, which end with the test. */
export function testStreams(database: Database, options: Partial<EventStreamsOptions> = {}): TestStreams {
  let answers = 0
  const query: Database['query'] = async (...asked) => {
    const answer = await database.query(...asked)
    answers += 1
    return answer as never // of the same query
  }
  const streams = createEventStreams(testServices({ ...database, query }), {
    // What fails is tried again; the tests see whether that works.
    onError: () => {},
    pollMs: 50,
    ...options,
  })
  onTestFinished(() => streams.close())
  return {
    ...streams,
    get answers() {
      return answers
    },
  }
}

export interface StreamedWorkspace extends TestWorkspace {
  /** The id of the API key with which consumers connect. */
  keyId: string
  /** Opens a stream, as a consumer that subscribes with this. */
  consume(
    streams: EventStreams,
    subscribe?: object,
    options?: { acknowledges?: boolean },
  ): Promise<TestConsumer>
}

export async function streamedWorkspace(database: Database): Promise<StreamedWorkspace> {
  const workspace = await testWorkspace(database)
  const { id: keyId } = await createApiKey(workspace.context, { name: 'CRM', scopes: ['events:read'] })
  async function identify() {
    const key = await findApiKeyById(database, keyId)
    if (!key) throw unauthenticated('api_key_invalid', 'This key is none any more.')
    return key
  }
  return {
    ...workspace,
    keyId,
    async consume(streams, subscribe = {}, { acknowledges = false } = {}) {
      const items: ListedEvent[] = []
      const session = await streams.open({
        identify,
        subscription: checkSubscription(subscribe),
        remoteAddress: '192.0.2.7',
      })
      const ended = session.run({
        send(item) {
          items.push(item)
          if (acknowledges) session.acknowledge(item.cursor)
          return undefined
        },
        flushed: true,
      })
      return {
        items,
        get cursor() {
          return session.cursor
        },
        ended,
        got: (count) =>
          vi.waitFor(() => {
            if (items.length < count) throw new Error(`${items.length} of ${count} events came`)
            return items.map(({ event }) => eventKey(event.id))
          }),
        acknowledge: (item) => session.acknowledge(item?.cursor ?? ''),
        async leave() {
          session.end('closed')
          await ended
        },
      }
    },
  }
}

/** A reader of server-sent events that can stop reading. For tests. */
import { get, type IncomingMessage } from 'node:http'
import { onTestFinished, vi } from 'vitest'

export interface ServerSentEvent {
  id?: string
  event?: string
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects in it
  data: any
}

export interface Follower {
  status: number
  answer: IncomingMessage
  events: ServerSentEvent[]
  /** The ids that came without an event. */
  marks: string[]
  got(count: number): Promise<ServerSentEvent[]>
  ended: Promise<void>
  close(): void
}

export async function follow(
  url: string,
  query: Record<string, string>,
  headers: Record<string, string>,
): Promise<Follower> {
  const request = get(`${url}/api/v1/events/stream?${new URLSearchParams(query)}`, { headers })
  onTestFinished(() => void request.destroy())
  const answer = await new Promise<IncomingMessage>((done, fail) => {
    request.once('response', done)
    request.once('error', fail)
  })
  request.on('error', () => {})
  answer.on('error', () => {})
  const events: ServerSentEvent[] = []
  const marks: string[] = []
  let text = ''
  answer.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (text + chunk).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => {
          const at = line.indexOf(':')
          return [line.slice(0, at), line.slice(at + 1).trim()]
        }),
      )
      const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')]
      if (data) events.push({ ...(id && { id }), ...(event && { event }), data: JSON.parse(data) })
      else if (id) marks.push(id)
    }
  })
  return {
    status: answer.statusCode ?? 0,
    answer,
    events,
    marks,
    ended: new Promise((done) => answer.once('close', done)),
    close: () => request.destroy(),
    got: (count) =>
      vi.waitFor(
        () => {
          if (events.length < count) throw new Error(`${events.length} of ${count} events came`)
          return events
        },
        { interval: 10 },
      ),
  }
}

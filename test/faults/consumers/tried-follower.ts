/** A reader of server-sent events that resumes by `Last-Event-ID`, as a browser does. */
import { get } from 'node:http'
import type { ConsumerKey, TriedConnection } from './tried-consumer.ts'

export interface TriedFollower {
  readonly connections: readonly TriedConnection[]
  /** Whether it has an event id to resume from. */
  hasPlace(): boolean
  breakOff(): void
  /** As `breakOff`, and stays away until `comeBack`. */
  goAway(): void
  comeBack(): void
  leave(): void
}

const COMES_BACK_MS = 100

export function triedFollower(base: () => string, key: () => ConsumerKey): TriedFollower {
  const connections: TriedConnection[] = []
  let away = false
  let comingBack: NodeJS.Timeout | undefined
  let last: string | undefined
  let breakOff = () => {}

  function connect() {
    if (away) return
    const by = key()
    const connection: TriedConnection = {
      begun: Date.now(),
      keyId: by.id,
      types: ['*'],
      filters: {},
      window: Number.POSITIVE_INFINITY,
      after: last ?? 'oldest',
      sent: [],
      acknowledged: 0,
      wasSlow: false,
      error: undefined,
    }
    connections.push(connection)
    const headers = { authorization: `Bearer ${by.key}`, ...(last && { 'last-event-id': last }) }
    let ended = false
    const end = () => {
      if (ended) return
      ended = true
      if (connections.at(-1) !== connection) return
      if (connection.error === 'cursor_expired') last = undefined
      comingBack = setTimeout(connect, COMES_BACK_MS)
    }
    const request = get(`${base()}/api/v1/events/stream`, { headers }, (answer) => {
      let text = ''
      answer.on('error', () => {}).on('close', end)
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        const blocks = (text + chunk).split('\n\n')
        text = blocks.pop() ?? ''
        if (answer.statusCode !== 200) text += blocks.join('\n\n')
        else for (const block of blocks) take(block, connection)
      })
      answer.on('end', () => {
        if (answer.statusCode !== 200) connection.error = JSON.parse(text).code
      })
    })
    request.on('error', end)
    breakOff = () => request.destroy()
  }

  function take(block: string, connection: TriedConnection) {
    const field = (name: string) => block.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1]
    const [id, data] = [field('id'), field('data')]
    if (data && field('event') === 'error') connection.error = JSON.parse(data).error.code
    else if (data && id)
      connection.sent.push({ cursor: id, event: JSON.parse(data), at: Date.now(), unacknowledged: 0 })
    if (id) last = id
  }

  function goAway() {
    away = true
    breakOff()
  }
  connect()

  return {
    connections,
    breakOff: () => breakOff(),
    hasPlace: () => last !== undefined,
    goAway,
    comeBack() {
      away = false
      clearTimeout(comingBack)
      connect()
    },
    leave: goAway,
  }
}

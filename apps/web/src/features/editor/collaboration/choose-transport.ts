/**
 * Chooses the transport of a tab: a WebSocket, unless two in a row fail to open, and a third as well although the
 * server answers over HTTP. Then it is HTTP. The tab remembers that, and tries now and then whether a WebSocket opens.
 */
import { HttpSocket } from './http-socket.ts'
import { httpAddress } from './sync-address.ts'

export type Transport = 'websocket' | 'http'

export interface TransportChoice {
  readonly transport: Transport
  /** To be given to the provider in place of `WebSocket`. */
  Socket: new (
    url: string,
  ) => WebSocket
  stop(): void
}

const FAILURES = 2
const OPENS_WITHIN_MS = 4000
const LOOK_AGAIN_MS = 30_000
const LOOK_AGAIN_AT_MOST_MS = 600_000
const REMEMBERED = 'quillwire.transport'
/** The close code of a change of transport. It is one of our own, and makes the provider connect again. */
const CHANGED = 4000

/** @param onOpening called with each socket that is to carry what is written. */
export function chooseTransport(
  url: string,
  onChange: (transport: Transport) => void,
  onOpening: (socket: WebSocket | HttpSocket) => void = () => {},
): TransportChoice {
  let transport: Transport = sessionStorage.getItem(REMEMBERED) === 'http' ? 'http' : 'websocket'
  let failures = 0
  let asking = false
  let current: HttpSocket | undefined
  let lookAgainMs = LOOK_AGAIN_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  function change(to: Transport) {
    transport = to
    failures = 0
    sessionStorage.setItem(REMEMBERED, to)
    onChange(to)
    if (to === 'http') lookAgain()
  }

  function lookAgain() {
    clearTimeout(timer)
    if (stopped) return
    timer = setTimeout(() => void look(), lookAgainMs)
    lookAgainMs = Math.min(lookAgainMs * 2, LOOK_AGAIN_AT_MOST_MS)
  }

  async function look() {
    if (transport !== 'http') return
    if (!(await opens(url))) return lookAgain()
    lookAgainMs = LOOK_AGAIN_MS
    change('websocket')
    current?.close(CHANGED, 'transport_changed')
  }

  function openWebSocket(): WebSocket {
    const socket = new WebSocket(url)
    let opened = false
    // Some proxies let the request hang instead of refusing it.
    const patience = setTimeout(() => socket.close(), OPENS_WITHIN_MS)
    socket.addEventListener('open', () => {
      opened = true
      failures = 0
      clearTimeout(patience)
    })
    socket.addEventListener('close', () => {
      clearTimeout(patience)
      if (opened || transport === 'http') return
      failures += 1
      if (failures >= FAILURES) void ask()
    })
    return socket
  }

  async function ask() {
    if (asking) return
    asking = true
    // A server that was only away for a moment answers again, and then a WebSocket opens as well.
    if ((await httpAnswers(url)) && !(await opens(url)) && transport === 'websocket') change('http')
    asking = false
  }

  const onOnline = () => void look()
  window.addEventListener('online', onOnline)
  if (transport === 'http') change('http')

  /** Called with `new`, it returns a socket of the chosen transport. */
  function openChosen() {
    const socket = transport === 'websocket' ? openWebSocket() : new HttpSocket(url)
    current = socket instanceof HttpSocket ? socket : undefined
    onOpening(socket)
    return socket
  }

  return {
    get transport() {
      return transport
    },
    // The provider calls it with `new`, and uses only the part of a WebSocket that both have.
    Socket: openChosen as unknown as new (url: string) => WebSocket,
    stop() {
      stopped = true
      clearTimeout(timer)
      window.removeEventListener('online', onOnline)
    },
  }
}

function opens(url: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = new WebSocket(url)
    const patience = setTimeout(() => socket.close(), OPENS_WITHIN_MS)
    socket.addEventListener('open', () => {
      done(true)
      socket.close()
    })
    socket.addEventListener('close', () => {
      clearTimeout(patience)
      done(false)
    })
  })
}

/** Whether the HTTP door is there: it answers that it knows no such session. A server that is down does not. */
async function httpAnswers(url: string): Promise<boolean> {
  try {
    const nobody = httpAddress(url, 'frames', { session: 'none', number: '0' })
    const response = await fetch(nobody, { method: 'POST' })
    return response.status === 404 && (await response.json()).code === 'session_unknown'
  } catch {
    return false
  }
}

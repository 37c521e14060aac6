/**
 * A stand-in for a WebSocket, for networks that let none through. What comes down is a stream of server-sent events,
 * and what goes up are POST requests. Its interface is a WebSocket's, so the provider needs to know nothing of it.
 */
import { createEncoder, toUint8Array, writeVarUint8Array } from 'lib0/encoding'
import { createEventReader } from './event-reader.ts'
import { httpAddress } from './sync-address.ts'

const CONNECTING = 0
const OPEN = 1
const CLOSED = 3
/** From the request to the session. Some proxies hold a stream back until it ends, and this one does not end. */
const OPENS_WITHIN_MS = 10_000
/** The server says something every fifteen seconds. */
const SILENCE_MS = 40_000
const RETRY_MS = [200, 500, 1000, 2000, 4000]
/** How long what was sent before `close` may take to go up. */
const LAST_WORDS_MS = 5000
/** Waiting frames go up together, up to this size. Every server accepts a body this large. */
const BATCH_BYTES = 64 * 1024
/** A request up to this size goes on after the page is left. Browsers allow 64 KiB in all. */
const OUTLIVES_BYTES = 32 * 1024
/** A line slower than this is taken for dead. */
const BYTES_PER_MS = 4
/** "Try again", from the server or from something on the way. Any other 4xx is final. */
const PASSING = new Set([408, 425, 429])
const TOO_LARGE = 413
const TOO_MANY = 429
/** The close code for a condition that passes by itself. */
const TRY_LATER = 1013

export class HttpSocket extends EventTarget {
  binaryType = 'arraybuffer'
  readyState = CONNECTING
  readonly #address: string
  readonly #ending = new AbortController()
  #session = ''
  #number = 0
  #waiting: Uint8Array[] = []
  #posting = false
  /** Whether something went up since the last heartbeat. */
  #heard = false
  #silence: ReturnType<typeof setTimeout> | undefined

  /** @param url the address of the WebSocket that this stands in for. */
  constructor(url: string) {
    super()
    this.#address = url
    this.#expectWithin(OPENS_WITHIN_MS)
    const over = () => this.#end(1006, '')
    this.#listen().then(over, over)
  }

  send(data: ArrayBuffer | Uint8Array) {
    if (this.readyState !== OPEN) return
    this.#waiting.push(data instanceof Uint8Array ? data : new Uint8Array(data))
    this.#goUp()
  }

  /** What was sent before still goes up, as with a WebSocket. */
  close(code = 1000, reason = '') {
    this.#end(code, reason, this.#posting)
  }

  async #listen() {
    const response = await fetch(httpAddress(this.#address, 'stream'), {
      signal: this.#ending.signal,
      cache: 'no-store',
      headers: { accept: 'text/event-stream' },
    })
    if (response.status === TOO_MANY) return this.#end(TRY_LATER, await codeOf(response))
    if (!response.ok || !response.body) throw new Error(`The stream was refused (${response.status}).`)
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    const take = createEventReader({
      onEvent: (name, data) => this.#take(name, data),
      onComment: () => this.#answerHeartbeat(),
    })
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      if (this.#session) this.#expectWithin(SILENCE_MS)
      take(value)
    }
  }

  #take(name: string, data: string) {
    if (this.readyState === CLOSED) return
    if (name === 'session') {
      this.#session = data
      this.readyState = OPEN
      this.#expectWithin(SILENCE_MS)
      this.dispatchEvent(new Event('open'))
    } else if (name === 'frame') {
      this.dispatchEvent(new MessageEvent('message', { data: bytesOf(data).buffer }))
    } else if (name === 'close') {
      const { code, reason } = JSON.parse(data) as { code: number; reason: string } // as the server writes it
      this.#end(code, reason)
    }
  }

  /** The server assumes that a client which sends nothing has gone. */
  #answerHeartbeat() {
    if (this.readyState === OPEN && !this.#heard) this.#goUp()
    this.#heard = false
  }

  #goUp() {
    if (this.#posting) return
    this.#posting = true
    // What is sent in one turn of the event loop goes up in one request.
    queueMicrotask(() => void this.#postAll())
  }

  async #postAll() {
    do {
      const { body, count } = batch(this.#waiting)
      if (!(await this.#post(body))) return
      this.#waiting.splice(0, count)
    } while (this.#waiting.length > 0)
    this.#posting = false
    if (this.readyState === CLOSED) this.#ending.abort()
  }

  /**
   * Sends one request at a time, and repeats it until the server has answered. The server takes each number once, and a
   * number always stands for the same frames. So nothing is lost, and nothing doubled.
   * @returns whether the server has it; if not, the session is over.
   */
  async #post(body: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const query = { session: this.#session, number: String(this.#number) }
    const url = httpAddress(this.#address, 'frames', query)
    for (let attempt = 0; !this.#ending.signal.aborted; attempt += 1) {
      const status = await fetch(url, {
        method: 'POST',
        body,
        cache: 'no-store',
        keepalive: body.byteLength <= OUTLIVES_BYTES,
        signal: AbortSignal.any([
          this.#ending.signal,
          AbortSignal.timeout(SILENCE_MS + Math.ceil(body.byteLength / BYTES_PER_MS)),
        ]),
      }).then(
        (response) => response.status,
        () => 0,
      )
      if (status === 204) {
        this.#number += 1
        this.#heard = true
        return true
      }
      if (status >= 400 && status < 500 && !PASSING.has(status)) {
        if (status === TOO_LARGE) this.#end(1009, 'frames_too_large')
        else this.#end(1006, '')
        return false
      }
      await new Promise((done) => setTimeout(done, RETRY_MS[attempt] ?? RETRY_MS.at(-1)))
    }
    return false
  }

  #expectWithin(ms: number) {
    clearTimeout(this.#silence)
    if (this.readyState !== CLOSED) this.#silence = setTimeout(() => this.#end(1006, ''), ms)
  }

  #end(code: number, reason: string, lastWords = false) {
    if (this.readyState === CLOSED) {
      if (!lastWords) this.#ending.abort()
      return
    }
    const opened = this.readyState === OPEN
    this.readyState = CLOSED
    clearTimeout(this.#silence)
    if (lastWords) setTimeout(() => this.#ending.abort(), LAST_WORDS_MS)
    else this.#ending.abort()
    if (!opened) this.dispatchEvent(new Event('error'))
    this.dispatchEvent(new CloseEvent('close', { code, reason }))
  }
}

/** The code of the refusal; empty where something on the way refused. */
async function codeOf(response: Response): Promise<string> {
  const { code } = await response.json().catch(() => ({}))
  return typeof code === 'string' ? code : ''
}

function batch(frames: readonly Uint8Array[]) {
  const encoder = createEncoder()
  let count = 0
  let size = 0
  for (const frame of frames) {
    size += frame.byteLength
    if (count > 0 && size > BATCH_BYTES) break
    writeVarUint8Array(encoder, frame)
    count += 1
  }
  return { body: toUint8Array(encoder) as Uint8Array<ArrayBuffer>, count } // lib0 allocates plain buffers
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = text.charCodeAt(index)
  return bytes
}

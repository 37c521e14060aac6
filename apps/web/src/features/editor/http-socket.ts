/**
 * A WebSocket for networks that let none through: what comes down is a stream of server-sent events, what goes up are
 * POST requests. It has a WebSocket's face, so that the provider needs to know nothing of it.
 */
import { createEncoder, toUint8Array, writeVarUint8Array } from 'lib0/encoding'

const CONNECTING = 0
const OPEN = 1
const CLOSED = 3
/** The server says something every fifteen seconds. */
const SILENCE_MS = 40_000
const RETRY_MS = [200, 500, 1000, 2000, 4000]
/** Frames that wait go up together until they weigh this much. */
const BATCH_BYTES = 512 * 1024

export class HttpSocket extends EventTarget {
  binaryType = 'arraybuffer'
  readyState = CONNECTING
  readonly #base: string
  readonly #ending = new AbortController()
  #session = ''
  #number = 0
  #waiting: Uint8Array[] = []
  #posting = false
  #silence: ReturnType<typeof setTimeout> | undefined

  /** @param url of the WebSocket that this stands for: `wss://host/collab`. */
  constructor(url: string) {
    super()
    this.#base = url.replace(/^ws/, 'http')
    this.#listen().then(
      () => this.#end(1006, ''),
      () => this.#end(1006, ''),
    )
  }

  send(data: ArrayBuffer | Uint8Array) {
    if (this.readyState !== OPEN) return
    this.#waiting.push(data instanceof Uint8Array ? data : new Uint8Array(data))
    if (this.#posting) return
    this.#posting = true
    // What is said in one turn goes up in one request.
    queueMicrotask(() => void this.#post())
  }

  close(code = 1000, reason = '') {
    this.#end(code, reason)
  }

  async #listen() {
    const response = await fetch(`${this.#base}/stream`, {
      signal: this.#ending.signal,
      cache: 'no-store',
      headers: { accept: 'text/event-stream' },
    })
    if (!response.ok || !response.body) throw new Error(`The stream was refused (${response.status}).`)
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (;;) {
      this.#watchSilence()
      const { done, value } = await reader.read()
      if (done) return
      text += value
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) this.#take(event)
    }
  }

  #take(event: string) {
    const { event: name, data = '' } = fieldsOf(event)
    if (name === 'session') {
      this.#session = data
      this.readyState = OPEN
      this.dispatchEvent(new Event('open'))
    } else if (name === 'frame') {
      this.dispatchEvent(new MessageEvent('message', { data: bytesOf(data).buffer }))
    } else if (name === 'close') {
      const { code, reason } = JSON.parse(data) as { code: number; reason: string } // as the server writes it
      this.#end(code, reason)
    }
  }

  /** One request at a time, again with the same number until the server has it: nothing is lost and nothing doubled. */
  async #post() {
    for (let attempt = 0; this.#waiting.length > 0 && this.readyState === OPEN; ) {
      const { body, count } = batch(this.#waiting)
      const url = `${this.#base}/frames?session=${this.#session}&number=${this.#number}`
      const status = await fetch(url, {
        method: 'POST',
        body,
        signal: this.#ending.signal,
        cache: 'no-store',
      }).then(
        (response) => response.status,
        () => 0,
      )
      if (status === 204) {
        this.#waiting.splice(0, count)
        this.#number += 1
        attempt = 0
      } else if (status >= 400 && status < 500) return this.#end(1006, '')
      else {
        if (attempt === RETRY_MS.length) return this.#end(1006, '')
        await new Promise((done) => setTimeout(done, RETRY_MS[attempt++]))
      }
    }
    this.#posting = false
  }

  #watchSilence() {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#end(1006, ''), SILENCE_MS)
  }

  #end(code: number, reason: string) {
    if (this.readyState === CLOSED) return
    const opened = this.readyState === OPEN
    this.readyState = CLOSED
    clearTimeout(this.#silence)
    this.#ending.abort()
    if (!opened) this.dispatchEvent(new Event('error'))
    this.dispatchEvent(new CloseEvent('close', { code, reason }))
  }
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

function fieldsOf(event: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const line of event.split('\n')) {
    const colon = line.indexOf(': ')
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2)
  }
  return fields
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** HTTP by hand, for requests that no library would make. */
import { connect, type Socket } from 'node:net'

export interface Answer {
  /** Null if the connection ended without an answer. */
  status: number | null
  /** As much as has arrived. */
  body: string
}

export interface ExchangeOptions {
  /** Ends the connection after these bytes, whether or not they are a complete request. */
  cut?: boolean
  /** What is sent once the server has switched to the WebSocket protocol. */
  upgraded?: Uint8Array
}

/** How long, in ms, to wait for a server that expects more bytes than will come. */
const PATIENCE_MS = 1000

/** Sends these bytes on a new connection, and waits for the answer or the end. */
export async function exchange(
  port: number,
  bytes: Uint8Array,
  { cut = false, upgraded }: ExchangeOptions = {},
): Promise<Answer> {
  const socket = await open(port)
  const head = Promise.withResolvers<void>()
  const asksForHead = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === 'HEAD '
  let text = ''
  socket.setEncoding('latin1').on('data', (part: string) => {
    const switched = text === '' && part.startsWith('HTTP/1.1 101')
    text += part
    if (switched && upgraded) socket.end(upgraded)
    // A stream does not end by itself.
    else if (isWhole(text, asksForHead) || text.includes('event: session')) head.resolve()
  })
  socket.once('close', () => head.resolve())
  socket.setTimeout(PATIENCE_MS, () => head.resolve())
  if (cut) socket.end(bytes)
  else socket.write(bytes)
  await head.promise
  socket.resetAndDestroy()
  return answerIn(text)
}

/** Sends these bytes and resets the connection, so that the answer cannot be delivered. */
export async function sendAndReset(port: number, bytes: Uint8Array): Promise<void> {
  const socket = await open(port)
  await new Promise<void>((done) => socket.write(bytes, () => done()))
  socket.resetAndDestroy()
}

export interface OpenStream {
  /** Empty if the stream was refused. */
  session: string
  /** The text of all events so far. */
  text(): string
  isOpen(): boolean
  close(): void
}

/** Opens the stream of the transport over HTTP, and reads it until it is closed. */
export async function openStream(port: number): Promise<OpenStream> {
  const socket = await open(port)
  const begun = Promise.withResolvers<void>()
  let text = ''
  let session = ''
  socket.setEncoding('latin1').on('data', (part: string) => {
    text += part
    session ||= /event: session\ndata: (\S+)\n/.exec(text)?.[1] ?? ''
    if (session || isWhole(text)) begun.resolve()
  })
  socket.once('close', () => begun.resolve())
  socket.write('GET /collab/stream HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await begun.promise
  return {
    session,
    text: () => withoutLengths(partsOf(text).body),
    isOpen: () => !socket.destroyed && !text.includes('event: close'),
    close: () => socket.resetAndDestroy(),
  }
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => {})
  await new Promise<void>((done) => socket.once('connect', done).once('close', () => done()))
  return socket
}

/** Whether the answer is complete, by its stated length or its last chunk. */
function isWhole(text: string, headOnly = false): boolean {
  const { head, body } = partsOf(text)
  if (head === null) return false
  if (headOnly || /^HTTP\/1\.1 (204|304)/.test(head)) return true
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  if (length !== undefined) return body.length >= Number(length)
  return isChunked(head) && body.endsWith('0\r\n\r\n')
}

function answerIn(text: string): Answer {
  const { head, body } = partsOf(text)
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head ?? '')?.[1]
  return {
    status: status === undefined ? null : Number(status),
    body: head && isChunked(head) ? withoutLengths(body) : body,
  }
}

const isChunked = (head: string) => /^transfer-encoding: chunked/im.test(head)

/** The head, or null if it is incomplete, and the rest. An interim answer (100) is skipped. */
function partsOf(text: string): { head: string | null; body: string } {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return { head: null, body: '' }
  const rest = text.slice(end + 4)
  return text.startsWith('HTTP/1.1 100') ? partsOf(rest) : { head: text.slice(0, end), body: rest }
}

/** The text of chunks without their lengths. */
function withoutLengths(chunks: string): string {
  let text = ''
  for (let rest = chunks; ; ) {
    const line = rest.indexOf('\r\n')
    const length = Number.parseInt(rest.slice(0, line), 16)
    if (line < 0 || !(length > 0)) return text
    text += rest.slice(line + 2, line + 2 + length)
    rest = rest.slice(line + 4 + length)
  }
}

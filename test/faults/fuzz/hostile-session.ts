/**
 * A client of the transport over HTTP that sends random bodies, numbers and session names. The frames are those of
 * `hostile-frames.ts`, in lists that are well formed or not.
 */
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { authFrame, createSender, cut, mutated } from './hostile-frames.ts'
import type { Random } from './random.ts'
import { type Answer, exchange, openStream, sendAndReset } from './raw-http.ts'

const POSTS = 15
const FRAMES_AT_ONCE = 30

export interface SessionOptions {
  port: number
  documentId: string
  token: string
  /** Called with the answer to each complete request. */
  onAnswer(answer: Answer, request: string): void
}

/** @returns how many frames were sent. */
export async function attackBySession(random: Random, options: SessionOptions): Promise<number> {
  const { port, documentId, token, onAnswer } = options
  const sender = createSender(random, documentId)
  const rough = random.chance(0.3)
  const stream = await openStream(port)
  let number = 0
  let sent = 0

  async function post(body: Uint8Array) {
    const target = `/collab/frames?session=${nameOf(stream.session)}&number=${numberOf(number)}`
    const [bytes, whole] = request(target, body)
    if (!whole && random.chance(0.5)) return await sendAndReset(port, bytes)
    // Sometimes twice at once, as a client does that does not trust the network.
    const answers = await Promise.all(
      Array.from({ length: random.chance(0.05) ? 2 : 1 }, () => exchange(port, bytes, { cut: !whole })),
    )
    for (const answer of answers) {
      if (whole) onAnswer(answer, target)
      const expected = /Number (\d+) comes next/.exec(answer.body)?.[1]
      if (expected !== undefined) number = Number(expected)
    }
    if (answers.some(({ status }) => status === 204) && target.endsWith(`number=${number}`)) number += 1
  }

  const nameOf = (session: string) =>
    random.chance(0.9)
      ? session
      : random.pick([
          '',
          'nobody',
          session.slice(0, -1),
          `${session}A`,
          session.toLowerCase(),
          '%00',
          '../',
          '%',
        ])
  const numberOf = (next: number) =>
    random.chance(0.9) ? next : random.pick([next + 1, next - 1, 0, 2 ** 53, -1, '', '0x0', '%'])

  /** @returns the bytes, and whether they are a complete request. */
  function request(target: string, body: Uint8Array): [Uint8Array, boolean] {
    const head = (...lines: string[]) =>
      Buffer.from(`${[`POST ${target} HTTP/1.1`, 'Host: localhost', ...lines].join('\r\n')}\r\n\r\n`)
    const whole = Buffer.concat([head(`Content-Length: ${body.length}`), body])
    return random.pick<() => [Uint8Array, boolean]>([
      ...Array.from({ length: 8 }, () => (): [Uint8Array, boolean] => [whole, true]),
      () => [Buffer.concat([head('Transfer-Encoding: chunked'), inChunks(random, body)]), true],
      () => [
        Buffer.concat([head(`Content-Length: ${body.length + 1 + random.below(2 ** 24)}`), body]),
        false,
      ],
      () => [Buffer.concat([head(`Content-Length: ${2 ** 26}`), Buffer.from('and much more')]), true],
      () => [whole.subarray(0, random.below(whole.length)), false],
      // Several pipelined: the last arrives before the first is answered.
      () => [Buffer.concat(Array.from({ length: 20 }, () => whole)), false],
    ])()
  }

  if (random.chance(0.9)) await post(list([authFrame(documentId, token)]))
  for (let index = 0; index < POSTS && stream.isOpen(); index++) {
    const frames = Array.from({ length: random.below(FRAMES_AT_ONCE) }, () =>
      rough ? sender.rough() : sender.gentle(),
    )
    sent += frames.length
    await post(rough && random.chance(0.3) ? spoilt(random, list(frames)) : list(frames))
  }
  stream.close()
  return sent
}

function list(frames: readonly Uint8Array[]): Uint8Array {
  const encoder = createEncoder()
  for (const frame of frames) writeVarUint8Array(encoder, frame)
  return toUint8Array(encoder)
}

function spoilt(random: Random, body: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, random.pick([2 ** 24, 2 ** 31, 2 ** 48, 2 ** 53 - 1]))
  const absurd = toUint8Array(encoder)
  return random.pick([
    () => cut(random, body),
    () => mutated(random, body),
    () => random.bytes(random.below(300)),
    () => Buffer.concat([body, absurd]),
    () => Buffer.concat([absurd, body]),
    () => new Uint8Array(20).fill(255),
    () => new Uint8Array(random.below(5000)),
  ])()
}

/** The body in chunks of any size (RFC 9112, 7.1), often of one byte. */
function inChunks(random: Random, body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  for (let at = 0; at < body.length; ) {
    const piece = body.subarray(at, at + (random.chance(0.5) ? 1 : 1 + random.below(200)))
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
    at += piece.length
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}

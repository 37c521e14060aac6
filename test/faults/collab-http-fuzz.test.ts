/**
 * Hostile clients attack the sync server's transport over HTTP, and the paths, queries and headers of all its
 * transports, directly and through the front door. FUZZ_FRAMES is how many frames and odd requests they send (a million
 * in a long run), FUZZ_SEED repeats a run.
 */
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { type AttackedServer, startAttackedServer } from './fuzz/attacked-server.ts'
import { attackTogether, FRAMES, SEED } from './fuzz/attackers.ts'
import { authFrame } from './fuzz/hostile-frames.ts'
import { hostileRequest } from './fuzz/hostile-requests.ts'
import { attackBySession } from './fuzz/hostile-session.ts'
import type { Random } from './fuzz/random.ts'
import { type Answer, exchange, openStream, sendAndReset } from './fuzz/raw-http.ts'

const REQUESTS = 40

let server: AttackedServer

beforeAll(async () => {
  server = await startAttackedServer()
})
afterAll(() => server?.stop())

/**
 * The statuses that our doors, and Node's server in front of them, answer; 502 and 503 mean that the server behind
 * fails.
 */
const KNOWN = new Set([101, 200, 204, 400, 401, 403, 404, 405, 408, 409, 413, 417, 426, 429, 431, 502, 503])
const surprises: string[] = []

function judge({ status, body }: Answer, request: string) {
  if (status !== null && !KNOWN.has(status)) surprises.push(`${status} to ${request}: ${body.slice(0, 200)}`)
}

/** A client that posts frames must be told what is wrong in a form that programs understand. */
function judgePost(answer: Answer, request: string) {
  judge(answer, request)
  const { status, body } = answer
  if (status === null || status === 204) return
  const problem = /^\{.*\}$/s.test(body) ? JSON.parse(body) : {}
  if (problem.status !== status || !problem.code || !problem.detail)
    surprises.push(`${status} without a reason to ${request}: ${body.slice(0, 200)}`)
}

async function attackByRequests(random: Random, port: number, documentId: string): Promise<number> {
  const stream = await openStream(port)
  for (let index = 0; index < REQUESTS && !server.ended(); index++) {
    const { bytes, cut, upgraded } = hostileRequest(random, documentId, stream.session)
    if (random.chance(0.1)) await sendAndReset(port, bytes)
    else judge(await exchange(port, bytes, { cut, upgraded }), Buffer.from(bytes).toString('latin1'))
  }
  stream.close()
  return REQUESTS
}

test(
  `${FRAMES} hostile frames and requests: no crash, bounded memory, other documents untouched (FUZZ_SEED=${SEED})`,
  async () => {
    const { sent, attacks } = await attackTogether(server, (random, { documentId, token }) => {
      const port = random.pick(server.ports)
      return random.chance(0.5)
        ? attackBySession(random, { port, documentId, token, onAnswer: judgePost })
        : attackByRequests(random, port, documentId)
    })
    console.log(`${sent} frames and requests in ${attacks} attacks`)
    expect(surprises).toEqual([])
    await server.expectUnharmed()
    expect(sent).toBeGreaterThanOrEqual(FRAMES)
    for (const port of server.ports) await expectOpens(port)
  },
  25 * 60_000,
)

/** The attacked port still lets an honest client in, and sends it the document. */
async function expectOpens(port: number) {
  const [{ documentId, token } = { documentId: '', token: '' }] = server.targets
  const stream = await openStream(port)
  const question = framed(documentId, [0, 0, 1, 0])
  const body = Buffer.concat(
    [authFrame(documentId, token), question].flatMap((frame) => [lengthOf(frame), frame]),
  )
  const head = `POST /collab/frames?session=${stream.session}&number=0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`
  expect((await exchange(port, Buffer.concat([Buffer.from(head), body]))).status).toBe(204)
  const ydoc = new Y.Doc()
  await vi.waitFor(() => {
    for (const update of updatesIn(stream.text())) Y.applyUpdate(ydoc, update)
    expect(ydoc.getText('title').toString()).toBe('Target')
  }, 30_000)
  stream.close()
}

function framed(address: string, rest: number[]): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, address)
  writeUint8Array(encoder, Uint8Array.from(rest))
  return toUint8Array(encoder)
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, length)
  return toUint8Array(encoder)
}

/** The updates among the frames of a stream. */
function updatesIn(text: string): Uint8Array[] {
  const frames = text.matchAll(/event: frame\ndata: (\S+)\n\n/g)
  return [...frames].flatMap(([, data = '']) => {
    const decoder = createDecoder(new Uint8Array(Buffer.from(data, 'base64')))
    readVarString(decoder)
    const [type, part] = [readVarUint(decoder), readVarUint(decoder)]
    return type === 0 && part > 0 ? [readVarUint8Array(decoder)] : []
  })
}

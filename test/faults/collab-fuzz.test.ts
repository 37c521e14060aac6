/**
 * Hostile clients attack a sync server in its own process, over WebSockets. FUZZ_FRAMES is how many frames they send (a
 * million in a long run), FUZZ_SEED repeats a run.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type AttackedServer, startAttackedServer } from './fuzz/attacked-server.ts'
import { attackTogether, FRAMES, SEED } from './fuzz/attackers.ts'
import { authFrame, createSender } from './fuzz/hostile-frames.ts'
import type { Random } from './fuzz/random.ts'

const PER_CONNECTION = 400

let server: AttackedServer

beforeAll(async () => {
  server = await startAttackedServer()
})
afterAll(() => server?.stop())

/** Attacks over one connection. Resolves when the server has read everything or has closed the connection. */
async function attack(random: Random, documentId: string, token: string): Promise<number> {
  const sender = createSender(random, documentId)
  const rough = random.chance(0.3)
  const bare = random.chance(0.2)
  const socket = new WebSocket(
    `ws://127.0.0.1:${server.ports[0]}${bare ? `/yjs/${documentId}?token=${token}` : '/collab'}`,
  )
  const closed = new Promise<void>((done) => socket.once('close', () => done()))
  socket.on('error', () => {})
  await Promise.race([closed, new Promise((done) => socket.once('open', done))])
  if (socket.readyState !== WebSocket.OPEN) return 0
  if (!bare) socket.send(authFrame(documentId, token))
  // Some begin before they are let in. The y-websocket protocol's server says nothing before it is asked.
  if (!bare && random.chance(0.8))
    await Promise.race([closed, new Promise((done) => socket.once('message', done))])
  let sent = 0
  for (; sent < PER_CONNECTION && socket.readyState === WebSocket.OPEN; sent++) {
    const frame = rough ? sender.rough() : sender.gentle()
    socket.send(bare ? frame.subarray(Math.min(frame.length, documentId.length + 1)) : frame)
    if (sent % 100 === 99) await new Promise((done) => setImmediate(done))
  }
  // A pong comes after everything before the ping was read.
  if (socket.readyState === WebSocket.OPEN) {
    const read = new Promise((done) => socket.once('pong', done))
    socket.ping()
    await Promise.race([read, closed])
  }
  socket.terminate()
  return sent
}

test(
  `${FRAMES} hostile frames: no crash, bounded memory, other documents untouched (FUZZ_SEED=${SEED})`,
  async () => {
    const { sent: frames, attacks: connections } = await attackTogether(server, (random, target) =>
      attack(random, target.documentId, target.token),
    )
    console.log(`${frames} frames in ${connections} connections`)
    await server.expectUnharmed()
    expect(frames).toBeGreaterThanOrEqual(FRAMES)
  },
  25 * 60_000,
)

import { type ChildProcess, fork } from 'node:child_process'
import { Agent, get } from 'node:http'
import { fileURLToPath } from 'node:url'
import { freePort } from '@quillwire/database/embedded'
import { WebSocket } from 'ws'
import { type Benchmark, quantile, type Row, rounded } from './benchmark.ts'

const SOCKETS = 50
const ROUNDS = 400
const REQUESTS = 4_000
const IN_FLIGHT = 16
/** About the size of an edit. */
const MESSAGE = Buffer.alloc(100, 1)

export const benchmark: Benchmark = {
  title: `The front door: ${SOCKETS} sockets × ${ROUNDS} messages of ${MESSAGE.length} bytes; ${REQUESTS} requests of 10 kB, ${IN_FLIGHT} at a time`,
  async run() {
    const port = await freePort()
    const door = fork(fileURLToPath(new URL('./front-door/door.ts', import.meta.url)), [String(port)])
    const { echoPort } = await message<{ echoPort: number }>(door)
    const rows: Row[] = []
    const measure = async (what: string, count: number, run: () => Promise<number[]>) => {
      await run() // warm
      const before = await cpu(door)
      const took = await run()
      const after = await cpu(door)
      rows.push({
        what,
        'p50 µs': rounded(quantile(took, 0.5)),
        'p99 µs': rounded(quantile(took, 0.99)),
        'CPU of the server µs': rounded((after.echo - before.echo) / count, 1),
        'CPU of the front door µs': rounded((after.door - before.door) / count, 1),
      })
    }
    const sockets = SOCKETS * ROUNDS
    await measure('socket, straight to collab', sockets, () => echo(`ws://127.0.0.1:${echoPort}/`))
    await measure('socket, handed over', sockets, () => echo(`ws://127.0.0.1:${port}/collab`))
    await measure('socket, proxied', sockets, () => echo(`ws://127.0.0.1:${port}/elsewhere`))
    await measure('request, straight to web', REQUESTS, () => requests(`http://127.0.0.1:${echoPort}/`))
    await measure('request, through the front door', REQUESTS, () => requests(`http://127.0.0.1:${port}/`))
    door.disconnect()
    door.kill()
    return rows
  },
}

/** Round trips in µs. Each socket sends its next message when the answer to the last one has come. */
async function echo(url: string): Promise<number[]> {
  const took: number[] = []
  await Promise.all(
    Array.from({ length: SOCKETS }, async () => {
      const socket = new WebSocket(url, { perMessageDeflate: false })
      await new Promise((done) => socket.once('open', done))
      for (let round = 0; round < ROUNDS; round++) {
        const start = performance.now()
        const answer = new Promise((done) => socket.once('message', done))
        socket.send(MESSAGE)
        await answer
        took.push((performance.now() - start) * 1000)
      }
      socket.terminate()
    }),
  )
  return took
}

async function requests(url: string): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT })
  const took: number[] = []
  const one = () =>
    new Promise<void>((done, fail) => {
      const start = performance.now()
      get(url, { agent }, (response) => {
        response.resume().on('end', () => {
          took.push((performance.now() - start) * 1000)
          done()
        })
      }).on('error', fail)
    })
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (let index = 0; index < REQUESTS / IN_FLIGHT; index++) await one()
    }),
  )
  agent.destroy()
  return took
}

async function cpu(door: ChildProcess): Promise<{ door: number; echo: number }> {
  const answer = message<{ door: NodeJS.CpuUsage; echo: NodeJS.CpuUsage }>(door)
  door.send('cpu')
  const { door: ours, echo: theirs } = await answer
  return { door: ours.user + ours.system, echo: theirs.user + theirs.system }
}

function message<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((done) => child.once('message', (answer) => done(answer as Answer))) // door.ts sends just these
}

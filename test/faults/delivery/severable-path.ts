/** The network between a process and PostgreSQL, which a test cuts at the worst of moments. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface SeverablePath {
  /** The database's URL by this way. */
  url: string
  /** As `loseAnswers`, for the next connection that says this. Resolves when it broke. */
  loseAnswerTo(words: string, ms: number): Promise<void>
  /**
   * From now on the database hears what it is told, and what it answers gets lost. After so many milliseconds the
   * connections break, and new ones work again: what was committed meanwhile, nobody was told of.
   */
  loseAnswers(ms: number): Promise<void>
  close(): Promise<void>
}

interface Pair {
  near: Socket
  far: Socket
}

export async function openPath(databaseUrl: string): Promise<SeverablePath> {
  const target = new URL(databaseUrl)
  const pairs = new Set<Pair>()
  let trap: { words: string; sprung(pair: Pair): void } | undefined
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    const pair = { near, far }
    pairs.add(pair)
    near.on('data', (said) => {
      if (!trap || !said.includes(trap.words)) return
      trap.sprung(pair)
      trap = undefined
    })
    near.pipe(far)
    far.pipe(near)
    const end = () => {
      near.destroy()
      far.destroy()
      pairs.delete(pair)
    }
    for (const socket of [near, far]) socket.setNoDelay(true).on('error', end).on('close', end)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port) // it listens on a port
  return {
    url: String(url),
    loseAnswerTo: (words, ms) =>
      new Promise((done) => {
        trap = { words, sprung: (pair) => void lose([pair], ms).then(done) }
      }),
    loseAnswers: (ms) => lose([...pairs], ms),
    async close() {
      server.close()
      for (const { near, far } of pairs) {
        near.destroy()
        far.destroy()
      }
    },
  }
}

async function lose(doomed: Pair[], ms: number) {
  for (const { near, far } of doomed) far.unpipe(near).resume()
  await new Promise((done) => setTimeout(done, ms))
  for (const { near, far } of doomed) {
    near.destroy()
    far.destroy()
  }
}

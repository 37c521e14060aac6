/** A network path between a process and PostgreSQL or Redis, which a test can cut at the worst of moments. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

export interface NetworkPath {
  /** The database's URL over this path. */
  url: string
  /** Existing connections stay open, and nothing that is sent on them arrives any more. New ones work. */
  silence(): void
  /** Breaks every connection and refuses new ones, until `mend`. */
  cut(): void
  mend(): void
  /** New connections lead to another server from now on. Existing ones stay where they are. */
  leadTo(url: string): void
  /**
   * From now on the database receives what it is sent, but its answers are lost. After this many milliseconds the
   * connections break, and new ones work again. Nobody was told about what was committed meanwhile.
   */
  loseAnswers(ms: number): Promise<void>
  /** Like `loseAnswers`, for the next connection on which these words are sent. Resolves when it has broken. */
  loseAnswerTo(words: string, ms: number): Promise<void>
  /** New connections get no notifications from now on, as behind a pooler that lends sessions by transaction. */
  loseNotifications(): void
  close(): void
}

interface Pair {
  near: Socket
  far: Socket
  isSilent: boolean
}

export async function openPath(databaseUrl: string): Promise<NetworkPath> {
  let target = new URL(databaseUrl)
  const pairs = new Set<Pair>()
  let isCut = false
  let isDeaf = false
  let trap: { words: string; sprung(pair: Pair): void } | undefined
  const server = createServer((near) => {
    if (isCut) {
      near.resetAndDestroy()
      return
    }
    const far = connect(Number(target.port), target.hostname)
    const pair = { near, far, isSilent: false }
    pairs.add(pair)
    near.on('data', (said) => {
      if (!trap || !said.includes(trap.words)) return
      trap.sprung(pair)
      trap = undefined
    })
    near.pipe(far)
    if (isDeaf) far.pipe(withoutNotifications()).pipe(near)
    else far.pipe(near)
    const end = () => {
      breakAll([pair])
      pairs.delete(pair)
    }
    const endUnlessSilent = () => {
      if (!pair.isSilent) end()
    }
    near.setNoDelay(true).on('error', end).on('close', end)
    far.setNoDelay(true).on('error', endUnlessSilent).on('close', endUnlessSilent)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port) // it listens on a port
  return {
    url: url.href,
    silence() {
      for (const pair of pairs) {
        pair.isSilent = true
        pair.near.unpipe(pair.far).resume()
        pair.far.unpipe(pair.near).resume()
      }
    },
    cut() {
      isCut = true
      breakAll(pairs)
    },
    mend() {
      isCut = false
    },
    leadTo(other) {
      target = new URL(other)
    },
    loseAnswers: (ms) => lose([...pairs], ms),
    loseAnswerTo: (words, ms) =>
      new Promise((done) => {
        trap = { words, sprung: (pair) => void lose([pair], ms).then(done) }
      }),
    loseNotifications() {
      isDeaf = true
    },
    close() {
      server.close()
      breakAll(pairs)
    },
  }
}

/** Passes on all of PostgreSQL's messages (a letter, a length that includes itself, a body) except type `A`. */
function withoutNotifications(): Transform {
  let rest = Buffer.alloc(0)
  return new Transform({
    transform(said: Buffer, _encoding, done) {
      rest = Buffer.concat([rest, said])
      while (rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
        const size = 1 + rest.readUInt32BE(1)
        if (rest[0] !== 'A'.charCodeAt(0)) this.push(rest.subarray(0, size))
        rest = rest.subarray(size)
      }
      done()
    },
  })
}

async function lose(doomed: readonly Pair[], ms: number) {
  for (const { near, far } of doomed) far.unpipe(near).resume()
  await pause(ms)
  breakAll(doomed)
}

function breakAll(pairs: Iterable<Pair>) {
  for (const { near, far } of pairs) {
    near.destroy()
    far.destroy()
  }
}

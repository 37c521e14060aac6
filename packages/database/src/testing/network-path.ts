/** The network between a process and PostgreSQL, which a test takes away. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface NetworkPath {
  /** The database's URL by this way. */
  url: string
  /** Every connection there is stays open, and nothing that is said on it arrives any more. New ones work. */
  silence(): void
  /** Breaks every connection and refuses new ones, until `mend`. */
  cut(): void
  mend(): void
  close(): void
}

export async function openPath(databaseUrl: string): Promise<NetworkPath> {
  const target = new URL(databaseUrl)
  const pairs = new Set<readonly [Socket, Socket]>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.resetAndDestroy()
      return
    }
    const far = connect(Number(target.port), target.hostname)
    const pair = [near, far] as const
    pairs.add(pair)
    near.pipe(far)
    far.pipe(near)
    const end = () => {
      near.destroy()
      far.destroy()
      pairs.delete(pair)
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port) // it listens on a port

  function breakAll() {
    for (const [near, far] of pairs) {
      near.destroy()
      far.destroy()
    }
  }

  return {
    url: url.href,
    silence() {
      for (const [near, far] of pairs) {
        near.unpipe(far).resume()
        far.unpipe(near).resume()
      }
    },
    cut() {
      isCut = true
      breakAll()
    },
    mend() {
      isCut = false
    },
    close() {
      server.close()
      breakAll()
    },
  }
}

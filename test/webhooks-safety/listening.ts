/** Servers on this machine that record their connections. For tests. */

import type { LookupAddress } from 'node:dns'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Resolve } from '../../packages/webhooks/src/address-guard/guarded-connector.ts'

export interface Door {
  port: number
  /** The address at which each connection arrived, whether or not anything was sent over it. */
  connections: string[]
  /** The request lines and bodies that came. */
  requests: string[]
  /** Resolves when all of these connections are closed. */
  closed(): Promise<void>
}

/**
 * Opens a server that answers 200 at one port of all the given addresses of this machine. An address that the machine
 * lacks (`::1` in some containers) is left out: nothing can arrive there.
 */
export async function openDoor(
  addresses: string[],
  answer: (response: ServerResponse) => void = (response) => response.end('here'),
): Promise<Door> {
  const standing = new Set<Promise<unknown>>()
  const closed = async () => void (await Promise.all(standing))
  const door: Door = { port: 0, connections: [], requests: [], closed }
  for (const address of addresses) {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        door.requests.push(`${request.method} ${request.url} ${Buffer.concat(chunks)}`)
        answer(response)
      })
    })
    server.on('connection', (socket) => {
      door.connections.push(address)
      standing.add(new Promise((done) => socket.on('close', done)))
    })
    const port = await listen(server, address, door.port)
    if (port === null) continue
    door.port ||= port
    onTestFinished(() => {
      server.close()
      server.closeAllConnections()
    })
  }
  return door
}

async function listen(server: Server, address: string, port: number): Promise<number | null> {
  return await new Promise((resolve) => {
    server.once('error', () => resolve(null))
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port)) // it listens on a port
  })
}

/** Opens a raw TCP server, which calls `talk` with a connection once something came over it. Returns its URL. */
export async function openSocket(talk: (socket: Socket) => void): Promise<string> {
  const open = new Set<Socket>()
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => {})
    socket.once('data', () => talk(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
}

/** A resolver with a fixed answer, without a name server. */
export const resolvesTo =
  (...addresses: string[]): Resolve =>
  (_name, callback) =>
    callback(null, addresses.map(asLookedUp))

function asLookedUp(address: string): LookupAddress {
  return { address, family: address.includes(':') ? 6 : 4 }
}

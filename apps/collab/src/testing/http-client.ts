/** A client of the transport over HTTP that can send anything, and a sync server that has this transport. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Services } from '@quillwire/core'
import { KEEP_ALIVE_MS } from '@quillwire/http'
import { createLogger } from '@quillwire/process'
import { createEncoder, toUint8Array, writeVarUint8Array } from 'lib0/encoding'
import { expect, vi } from 'vitest'
import * as Y from 'yjs'
import { defaultLimits, type Limits } from '../admission/limits.ts'
import { startCollab } from '../collab.ts'
import { frame, readFrame, sync } from '../transport/frames.ts'
import { PATIENCE } from './office.ts'

export async function serveHttp(services: Services, limits: Partial<Limits> = {}) {
  const collab = await startCollab(services, createLogger('test', 'silent'), {
    limits: { ...defaultLimits, ...limits },
  })
  const server = createServer((request, response) => {
    if (!collab.transports.request(request, response)) response.writeHead(404).end()
  }).on('upgrade', (request, socket, head) => collab.transports.upgrade(request, socket, head))
  // As in a process of its own. After Node's five seconds a connection could close just when a busy test uses it.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const streams: AbortController[] = []

  async function openStream() {
    const ending = new AbortController()
    streams.push(ending)
    const response = await fetch(`http://127.0.0.1:${port}/collab/stream`, { signal: ending.signal })
    const frames: { type: number; body: Uint8Array }[] = []
    const closes: unknown[] = []
    const seen = { session: '', heartbeats: 0, ended: false }
    void (async () => {
      let text = ''
      const decoder = new TextDecoder()
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true })
        const events = text.split('\n\n')
        text = events.pop() ?? ''
        for (const event of events) {
          if (event.startsWith(':')) seen.heartbeats += 1
          const [, name, data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? []
          if (name === 'session') seen.session = data
          if (name === 'frame') frames.push(readFrame(new Uint8Array(Buffer.from(data, 'base64'))))
          if (name === 'close') closes.push(JSON.parse(data))
        }
      }
    })()
      .catch(() => {})
      .finally(() => {
        seen.ended = true
      })
    await vi.waitFor(() => expect(seen.session).not.toBe(''), PATIENCE)
    return {
      frames,
      closes,
      seen,
      session: seen.session,
      end: () => ending.abort(),
      post: (number: number | string, ...some: Uint8Array[]) => post(seen.session, number, bodyOf(some)),
      acknowledgements: () =>
        frames.filter(({ type, body }) => type === frame.syncStatus && body[0] === 1).length,
      questions: () =>
        frames.filter(({ type, body }) => type === frame.sync && body[0] === sync.step1).length,
    }
  }

  async function post(session: string, number: number | string, body: Uint8Array) {
    const response = await fetch(
      `http://127.0.0.1:${port}/collab/frames?session=${session}&number=${number}`,
      {
        method: 'POST',
        body: body as Uint8Array<ArrayBuffer>, // lib0 and Buffer allocate plain buffers
        signal: AbortSignal.timeout(PATIENCE.timeout),
      },
    )
    return { status: response.status, problem: response.status === 204 ? null : await response.json() }
  }

  return {
    collab,
    port,
    url: `http://127.0.0.1:${port}`,
    sockets: `ws://127.0.0.1:${port}`,
    countConnections: server.getConnections.bind(server),
    openStream,
    post,
    leave() {
      for (const stream of streams.splice(0)) stream.abort()
    },
    async stop() {
      this.leave()
      server.close()
      await collab.drain()
      server.closeAllConnections()
    },
  }
}

/** Frames one after another, each behind its length. */
export function bodyOf(frames: readonly Uint8Array[]): Uint8Array {
  const encoder = createEncoder()
  for (const one of frames) writeVarUint8Array(encoder, one)
  return toUint8Array(encoder)
}

/** An update that writes into the title of a document that has none. */
export function insertion(text: string): Uint8Array {
  const ydoc = new Y.Doc()
  ydoc.getText('title').insert(0, text)
  return Y.encodeStateAsUpdate(ydoc)
}

/**
 * From a keystroke to "Saved": writers in one document, the sync server a process of its own, PostgreSQL with fsync on.
 * The floor in the same run is what one commit of one row costs there.
 */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebSocket } from 'ws'
import { startServer } from './acknowledgement/server.ts'
import { type Benchmark, quantile, rounded } from './benchmark.ts'

const WRITERS = 20
const EDITS_PER_SECOND = 5
const SECONDS = 10

export const benchmark: Benchmark = {
  title: `Acknowledgement after commit: ${WRITERS} writers in one document, ${EDITS_PER_SECOND} edits/s each`,
  async run() {
    const server = await startServer()
    try {
      const floor = await server.commits(200)
      const writers = await Promise.all(Array.from({ length: WRITERS }, () => join(server)))
      const waits = (await Promise.all(writers.map(write))).flat()
      for (const { destroy } of writers) destroy()
      return [
        { what: 'one row, one commit', samples: floor.length, ...figures(floor) },
        { what: 'edit to acknowledgement', samples: waits.length, ...figures(waits) },
      ]
    } finally {
      await server.stop()
    }
  },
}

function figures(samples: number[]) {
  return { 'p50 ms': rounded(quantile(samples, 0.5), 2), 'p99 ms': rounded(quantile(samples, 0.99), 2) }
}

type Server = Awaited<ReturnType<typeof startServer>>

async function join(server: Server) {
  const websocketProvider = new HocuspocusProviderWebsocket({ url: server.url, WebSocketPolyfill: WebSocket })
  const provider = new HocuspocusProvider({
    websocketProvider,
    name: server.documentId,
    token: server.token,
    flushDelay: false,
  })
  provider.attach()
  while (!provider.isSynced || provider.hasUnsyncedChanges) await new Promise((done) => setTimeout(done, 10))
  return {
    provider,
    destroy() {
      provider.destroy()
      websocketProvider.destroy()
    },
  }
}

/** Types a letter at a time, and gives back how long each waited for its acknowledgement. */
async function write({ provider }: Awaited<ReturnType<typeof join>>): Promise<number[]> {
  const waits: number[] = []
  const text = provider.document.getText('title')
  const interval = 1000 / EDITS_PER_SECOND
  await new Promise((done) => setTimeout(done, Math.random() * interval))
  for (let edit = 0; edit < SECONDS * EDITS_PER_SECOND; edit++) {
    const start = performance.now()
    const acknowledged = new Promise<void>((done) => {
      const look = ({ number }: { number: number }) => {
        if (number > 0) return
        provider.off('unsyncedChanges', look)
        done()
      }
      provider.on('unsyncedChanges', look)
    })
    text.insert(text.length, 'x')
    await acknowledged
    const wait = performance.now() - start
    waits.push(wait)
    await new Promise((done) => setTimeout(done, Math.max(0, interval - wait)))
  }
  return waits
}

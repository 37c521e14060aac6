import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

export interface MetricSources {
  log: { readonly waiting: number; readonly waitingBytes: number }
  peers: { readonly connected: boolean } | undefined
  documents(): number
  connections(): number
}

/** What operators see of this process at `/metrics`. */
export function createMetrics({ log, peers, documents, connections }: MetricSources) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const buckets = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1, 5]
  const read = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value())
      },
    })
  read('quillwire_open_documents', 'Documents in memory.', documents)
  read('quillwire_updates_waiting', 'Updates that are not committed yet.', () => log.waiting)
  read(
    'quillwire_updates_waiting_bytes',
    'Bytes of updates that are not committed yet.',
    () => log.waitingBytes,
  )
  if (peers)
    read('quillwire_redis_connected', '1 while other processes are heard through Redis.', () =>
      Number(peers.connected),
    )
  return {
    registry,
    // Not counted by Hocuspocus's events: it reports twice that a connection with a cursor has broken.
    connections: read('quillwire_connections', 'Open document connections.', connections),
    updates: new Counter({
      name: 'quillwire_updates_total',
      help: 'Updates of writers that were committed.',
      registers,
    }),
    drops: new Counter({
      name: 'quillwire_drops_total',
      help: 'Clients dropped, and documents dropped from memory, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    refusals: new Counter({
      name: 'quillwire_refusals_total',
      help: 'Connections and messages refused, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'quillwire_commit_seconds',
      help: 'How long a group commit takes.',
      buckets,
      registers,
    }),
    commitSize: new Histogram({
      name: 'quillwire_commit_updates',
      help: 'Updates in a group commit.',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000],
      registers,
    }),
    acknowledgeSeconds: new Histogram({
      name: 'quillwire_acknowledge_seconds',
      help: 'From the arrival of an update to its acknowledgement.',
      buckets,
      registers,
    }),
    loadSeconds: new Histogram({
      name: 'quillwire_load_seconds',
      help: 'How long it takes to load a document.',
      buckets,
      registers,
    }),
  }
}

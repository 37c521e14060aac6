/** What every measurement of deliveries needs: a workspace, a sink, workers, and many events. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { testSecret } from '@quillwire/core/testing/services'
import { type Database, newId } from '@quillwire/database'
import { createEndpoint, createTransformer, endpointPolicy, type WebhookContext } from '@quillwire/webhooks'
import { startProgram } from '../start-program.ts'
import type { Office } from '../sync/our-server.ts'

export interface Sink {
  url: string
  pid: number
  /** What arrived since the last call. */
  figures(): Promise<{ received: number; latencies: { endpoint: string; ms: number }[] }>
  stop(): void
}

export async function startSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('./sink.ts', import.meta.url)))
  const answer = <Value>() =>
    new Promise<Value>((done) => child.once('message', done as (value: unknown) => void))
  const port = await answer<number>()
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async figures() {
      const figures = answer<Awaited<ReturnType<Sink['figures']>>>()
      child.send('figures')
      return await figures
    },
    stop: () => child.kill(),
  }
}

export function startWorker(databaseUrl: string) {
  return startProgram('worker', {
    DATABASE_URL: databaseUrl,
    SECRET: testSecret,
    LOG_LEVEL: 'error',
    WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
  })
}

/** Adds endpoints to the office's workspace. */
export async function addEndpoints(
  office: Office,
  urls: readonly string[],
  settings = {},
): Promise<string[]> {
  const context: WebhookContext = {
    ...office.context,
    transformer: createTransformer(console.error),
    endpointPolicy: endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: ['127.0.0.0/8'], WEBHOOK_HTTPS_ONLY: false }),
  }
  const ids: string[] = []
  for (const url of urls)
    ids.push((await createEndpoint(context, { url, eventTypes: ['member.*'], ...settings })).id)
  return ids
}

export async function setStatus(database: Database, ids: readonly string[], status: 'active' | 'paused') {
  await database.query(
    `UPDATE webhook_endpoints SET status = $2::text::endpoint_status WHERE id = ANY ($1::uuid[])`,
    [ids, status],
  )
  await database.notify('delivery_ready', {})
}

/** Adds this many events, due at these endpoints in turn, in bulk but with the same rows as `recordEvent` writes. */
export async function addBacklog(
  database: Database,
  endpointIds: readonly string[],
  count: number,
): Promise<void> {
  const BATCH = 20_000
  for (let at = 0; at < count; at += BATCH) {
    const ids = Array.from({ length: Math.min(BATCH, count - at) }, () => newId())
    await database.query(
      `WITH input AS (SELECT id, turn FROM unnest($1::uuid[]) WITH ORDINALITY AS t (id, turn)),
       event AS (
         INSERT INTO events (id, workspace_id, generation, type, actor, data)
         SELECT i.id, e.workspace_id, 1, 'member.invited', $3::jsonb,
                jsonb_build_object('invitation', jsonb_build_object('id', i.id, 'role', 'member',
                                   'expiresAt', '2027-01-01T00:00:00.000Z'))
           FROM input i, webhook_endpoints e WHERE e.id = $2::uuid
         RETURNING id, sequence)
       INSERT INTO deliveries (id, sequence, endpoint_id, event_id, event_type)
       SELECT uuidv7(), sequence, ($4::uuid[])[1 + turn % cardinality($4::uuid[])], id, 'member.invited'
         FROM input JOIN event USING (id)`,
      [ids, endpointIds[0], JSON.stringify({ type: 'user', id: newId(), name: 'Ada Lind' }), endpointIds],
    )
  }
  await database.query('ANALYZE deliveries, events')
}

/**
 * Resolves to the time in ms until this many deliveries have arrived and nothing waits at these endpoints. The database
 * is queried only at the end: the query alone would take a good part of what is measured.
 */
export async function drained(
  database: Database,
  sink: Sink,
  ids: readonly string[],
  count: number,
  meanwhile = () => {},
): Promise<number> {
  const start = performance.now()
  for (let received = 0; received < count; ) {
    await new Promise((done) => setTimeout(done, 20))
    received += (await sink.figures()).received
    meanwhile()
  }
  for (;;) {
    const { rows } = await database.query(
      `SELECT FROM deliveries WHERE endpoint_id = ANY ($1::uuid[]) AND status = 'pending' LIMIT 1`,
      [ids],
    )
    if (rows.length === 0) return performance.now() - start
    await new Promise((done) => setTimeout(done, 20))
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase } from '@quillwire/database/testing'
import { createEndpoint, listDeliveries } from '@quillwire/webhooks'
import { startReceiver, testSecret, testWorkspace } from '@quillwire/webhooks/testing'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test, vi } from 'vitest'

const { database, url } = await testDatabase()
const PATIENCE = { timeout: 15_000 }

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

interface Process {
  child: ChildProcess
  get(path: string): Promise<{ status: number; text: string }>
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | string | null>
  output(): string
}

/** Starts the worker as the launcher does, and waits until it is ready. */
async function startWorker(): Promise<Process> {
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'quillwire-worker-'))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: url,
      DATA_DIR: dataDir,
      SECRET: testSecret,
      INTERNAL_PORT: String(port),
      WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
      LOG_LEVEL: 'debug',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  )
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(dataDir, { recursive: true, force: true })
  })
  await Promise.race([
    new Promise((resolve) => child.once('message', resolve)),
    ended.then((how) => {
      throw new Error(`The worker ended (${how}):\n${output}`)
    }),
  ])
  return {
    child,
    ended,
    output: () => output,
    async get(path) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`)
      return { status: response.status, text: await response.text() }
    },
  }
}

async function setUp(...answers: Parameters<typeof startReceiver>) {
  const receiver = await startReceiver(...answers)
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const endpoint = await createEndpoint(workspace.context, { url: receiver.url, eventTypes: ['member.*'] })
  const delivery = async () => (await listDeliveries(workspace.context, { endpointId: endpoint.id })).items[0]
  return { receiver, workspace, endpoint, delivery }
}

test('it delivers, answers probes, counts, and ends cleanly when asked', async () => {
  const { receiver, workspace, endpoint, delivery } = await setUp()
  const worker = await startWorker()
  await workspace.happen()
  await vi.waitFor(async () => expect(await delivery()).toMatchObject({ status: 'succeeded' }), PATIENCE)
  const [got] = receiver.received
  expect(() => new Webhook(endpoint.secret).verify(got?.body ?? '', got?.headers ?? {})).not.toThrow()
  expect(got?.headers['user-agent']).toMatch(/^Quillwire\/\d+\.\d+\.\d+$/)
  expect(await worker.get('/healthz')).toMatchObject({ status: 200 })
  expect(await worker.get('/readyz')).toEqual({ status: 200, text: 'ready\n' })
  const { text } = await worker.get('/metrics')
  expect(text).toContain('quillwire_delivery_attempts_total{outcome="succeeded",process="worker"} 1')
  expect(text).toContain('quillwire_endpoints{state="active",process="worker"} 1')
  expect(worker.output()).not.toContain(endpoint.secret)
  worker.child.kill('SIGTERM')
  expect(await worker.ended).toBe(0)
})

test('killed in the middle of a send, it loses nothing: the next worker delivers', async () => {
  const { receiver, workspace, delivery } = await setUp(() => {})
  const first = await startWorker()
  await workspace.happen()
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), PATIENCE)
  first.child.kill('SIGKILL')
  await first.ended
  expect(await delivery()).toMatchObject({ status: 'pending', attemptCount: 0 })

  receiver.answerWith(200)
  await startWorker()
  // What the passing of time would do: the dead worker's lease runs out.
  await database.query('UPDATE deliveries SET leased_until = now()')
  await database.notify('delivery_ready', {})
  await vi.waitFor(async () => expect(await delivery()).toMatchObject({ status: 'succeeded' }), PATIENCE)
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
})

test('asked to stop, it finishes the send that is under way', async () => {
  let answer = () => {}
  const { receiver, workspace, delivery } = await setUp((_request, response) => {
    answer = () => response.writeHead(200).end()
  })
  const worker = await startWorker()
  await workspace.happen()
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), PATIENCE)
  worker.child.kill('SIGTERM')
  await vi.waitFor(() => expect(worker.output()).toContain('draining'), PATIENCE)
  answer()
  expect(await worker.ended).toBe(0)
  expect(await delivery()).toMatchObject({ status: 'succeeded', attemptCount: 1 })
})

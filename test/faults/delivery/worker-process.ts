/** The worker as a cluster runs it, in its own process, which a test may treat as badly as it likes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { testSecret } from '@quillwire/core/testing/services'
import { freePort } from '@quillwire/database/embedded'
import { LOOPBACK } from '../../../packages/webhooks/src/testing/workspace.ts'

const MAIN = fileURLToPath(new URL('../../../apps/worker/src/main.ts', import.meta.url))
const SHIFTED_CLOCK = new URL('shifted-clock.mjs', import.meta.url).href

export interface WorkerProcess {
  /** Kill -9. */
  kill(): Promise<void>
  /** Asks the process to drain, and waits until it has ended. */
  stop(): Promise<void>
  /** Suspends the process, as when a machine is put to sleep. */
  freeze(): void
  thaw(): void
  /** How the process ended without having been told to, or null. */
  readonly surprise: string | null
}

export async function startWorkerProcess(options: {
  databaseUrl: string
  dataDir: string
  /** Lets its clock jump. */
  clockSeed?: number | undefined
}): Promise<WorkerProcess> {
  const { clockSeed } = options
  const flags = clockSeed === undefined ? [] : ['--import', SHIFTED_CLOCK]
  const child = spawn(process.execPath, [...flags, MAIN], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: options.databaseUrl,
      DATA_DIR: options.dataDir,
      SECRET: testSecret,
      INTERNAL_PORT: String(await freePort()),
      WEBHOOK_ALLOWED_NETWORKS: LOOPBACK.join(','),
      // Its errors while the database is away are expected.
      LOG_LEVEL: 'fatal',
      ...(clockSeed === undefined ? {} : { CLOCK_SEED: String(clockSeed) }),
    },
  })
  let told = false
  let surprise: string | null = null
  const exited = once(child, 'exit').then(([code, signal]) => {
    if (!told) surprise = `ended with ${code ?? signal}`
  })
  await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error('The worker did not start.'))),
  ])
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    told = true
    child.kill(signal)
    await exited
  }
  return {
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    get surprise() {
      return surprise
    },
  }
}

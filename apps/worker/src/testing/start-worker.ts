/** The worker as a separate process, which ends with the test. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testSecret } from '@quillwire/core/testing/services'
import { freePort } from '@quillwire/database/embedded'
import { onTestFinished } from 'vitest'

export interface WorkerProcess {
  child: ChildProcess
  get(path: string): Promise<{ status: number; text: string }>
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | string | null>
  output(): string
}

/** Starts the worker as the launcher does, and waits until it is ready. */
export async function startWorker(
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<WorkerProcess> {
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'quillwire-worker-'))
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      SECRET: testSecret,
      INTERNAL_PORT: String(port),
      WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
      LOG_LEVEL: 'debug',
      ...env,
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

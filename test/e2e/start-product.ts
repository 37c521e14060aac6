/** Starts the real product as `npm start` does, on a free port with fresh data. */
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@quillwire/database/embedded'

const START = fileURLToPath(new URL('../../apps/launcher/bootstrap/start.mjs', import.meta.url))
const LOGS = fileURLToPath(new URL('../../test-results/', import.meta.url))
/** A first start may have to build the pages. */
export const READY_TIMEOUT_MS = 8 * 60_000

export interface Product {
  url: string
  pid: number | undefined
  stop(): Promise<void>
}

/**
 * @param name of the file in `test-results` that gets the product's log
 * @param settings in addition to those that every test needs
 */
export async function startProduct(name: string, settings: Record<string, string>): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'quillwire-e2e-'))
  await chmod(dataDir, 0o711)
  const port = await freePort()
  const logFile = join(LOGS, `${name}.log`)
  mkdirSync(LOGS, { recursive: true })
  writeFileSync(logFile, '')
  const product = spawn(process.execPath, [START], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      // Each person in the tests comes from a different address.
      TRUSTED_PROXIES: '127.0.0.0/8,::1/128',
      // The receivers of the tests listen on this machine.
      WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
      ...settings,
    },
  })
  const exited = new Promise<number | null>((done) => product.once('exit', done))
  const stop = async () => {
    product.kill('SIGTERM')
    await exited
    await rm(dataDir, { recursive: true, force: true })
  }
  let log = ''
  const ready = new Promise<void>((done) => {
    product.stdout.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-20_000)
      appendFileSync(logFile, text)
      if (text.includes('Quillwire is ready at')) done()
    })
  })
  const givenUp = new Promise<never>((_, fail) => {
    setTimeout(() => fail(new Error(`Quillwire was not ready in time:\n${log}`)), READY_TIMEOUT_MS).unref()
    exited.then((code) => fail(new Error(`Quillwire ended with code ${code}:\n${log}`)))
  })
  exited.then((code) => appendFileSync(logFile, `The product ended with code ${code}.\n`))
  givenUp.catch(() => undefined) // it also rejects at the very end, when nobody waits any more
  try {
    await Promise.race([ready, givenUp])
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `http://localhost:${port}`, pid: product.pid, stop }
}

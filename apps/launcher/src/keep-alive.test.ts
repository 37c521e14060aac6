import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@quillwire/database/embedded'
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFrontDoor } from './front-door/front-door.ts'

/** Caddy keeps an unused connection for two minutes. A server that closes it sooner may meet a request on its way. */
const LONGEST_OF_A_PROXY = 120

async function secondsOf(url: string) {
  const { headers } = await fetch(url)
  return Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])
}

test('the launcher leaves it to a proxy to close connections that are not used', async () => {
  const port = await freePort()
  const door = await createFrontDoor({ PORT: port, LISTEN_HOST: '127.0.0.1', TRUSTED_PROXIES: [] })
  onTestFinished(door.close)
  expect(await secondsOf(`http://127.0.0.1:${port}/healthz`)).toBeGreaterThan(LONGEST_OF_A_PROXY)
})

test('so does a program that is started by itself', async () => {
  const { url } = await testDatabase()
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'quillwire-keep-alive-'))
  const child = spawn(process.execPath, [fileURLToPath(new URL('./testing/by-itself.ts', import.meta.url))], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: folder,
      DATABASE_URL: url,
      PORT: String(port),
    },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  await vi.waitFor(async () =>
    expect(await secondsOf(`http://127.0.0.1:${port}`)).toBeGreaterThan(LONGEST_OF_A_PROXY),
  )
})

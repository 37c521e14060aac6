/** A database that is used with one SECRET, and programs that are started with another. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireSecret } from '@quillwire/core/secrets/require-secret'
import { freePort } from '@quillwire/database/embedded'
import { testDatabase } from '@quillwire/database/testing'
import { openPath } from '@quillwire/database/testing/network-path'
import { createEndpoint } from '@quillwire/webhooks'
import { testWorkspace } from '@quillwire/webhooks/testing'
import { afterAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'

const { database, url } = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'quillwire-secret-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const lost = { SECRET: 'l'.repeat(32), DATA_DIR: folder }
beforeEach(async () => {
  await database.query('UPDATE event_log SET secret_check = NULL')
  await requireSecret(url, lost)
})

/** Runs a program without a SECRET, as on another machine: one is made in the folder. */
async function run(
  path: string,
  { args = [], ...env }: { args?: string[]; DATABASE_URL?: string; SECRET?: string } = {},
) {
  const port = await freePort()
  const child = spawn(process.execPath, [fileURLToPath(new URL(path, import.meta.url)), ...args], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      NODE_ENV: 'production',
      DATA_DIR: folder,
      DATABASE_URL: url,
      PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  const ended = new Promise<{ code: number | null; text: string }>((done) =>
    child.once('close', (code) => done({ code, text })),
  )
  return { ended, text: () => text, address: `http://127.0.0.1:${port}` }
}

const refusal = {
  code: 1,
  text: expect.stringMatching(/^SECRET \(.*\) is not the one that this database is used with\. .*\n$/),
}

test.each([
  './preflight.ts',
  './main.ts',
  '../../web/src/main.ts',
  '../../collab/src/main.ts',
  '../../worker/src/main.ts',
])('%s ends with one line that says so', async (path) => {
  const { ended } = await run(path)
  expect(await ended).toEqual(refusal)
})

test('a program that serves while the database is away ends when that is back', async () => {
  const path = await openPath(url)
  onTestFinished(path.close)
  path.cut()
  const { ended, address } = await run('./testing/by-itself.ts', { DATABASE_URL: path.url })
  await vi.waitFor(async () => expect(await (await fetch(address)).text()).toBe('hello'))
  path.mend()
  expect(await ended).toMatchObject({
    code: 1,
    text: expect.stringContaining('is not the one that this database'),
  })
})

test.each(['../../collab/src/main.ts', '../../worker/src/main.ts'])(
  '%s waits for a database that is away at its start, says why, and serves once it is back',
  async (main) => {
    const path = await openPath(url)
    onTestFinished(path.close)
    path.cut()
    const { text, address } = await run(main, { DATABASE_URL: path.url, SECRET: lost.SECRET })
    await vi.waitFor(() => expect(text()).toContain('the database cannot be used yet'), 30_000)
    path.mend()
    await vi.waitFor(async () => expect((await fetch(`${address}/readyz`)).status).toBe(200), 30_000)
    expect(text().match(/cannot be used yet/g)).toHaveLength(1)
  },
)

test('a SECRET that running programs have is not lost, and is not given up', async () => {
  const worker = await run('../../worker/src/main.ts', { SECRET: lost.SECRET })
  await vi.waitFor(async () => expect((await fetch(`${worker.address}/readyz`)).status).toBe(200))
  const refused = await (await run('./accept-secret.ts', { args: ['--yes'] })).ended
  expect(refused).toMatchObject({
    code: 1,
    text: expect.stringMatching(/^Quillwire still runs .*\(worker\).*\n$/),
  })
  await requireSecret(url, lost)
})

test('an operator who has lost it is told what that costs, and goes on with another', async () => {
  const { context } = await testWorkspace(database)
  await createEndpoint(context, { url: 'http://127.0.0.1/', eventTypes: ['*'] })
  const asked = await (await run('./accept-secret.ts')).ended
  expect(asked).toMatchObject({
    code: 0,
    text: expect.stringMatching(
      /^Signing secrets .* of 1 webhook endpoint and 0 incoming hooks\. .* --yes\n$/,
    ),
  })
  expect(await (await run('../../worker/src/main.ts')).ended, 'nothing has changed').toEqual(refusal)
  const done = await (await run('./accept-secret.ts', { args: ['--yes'] })).ended
  expect(done).toMatchObject({ code: 0, text: expect.stringContaining('Start Quillwire now.') })
  const { address } = await run('../../worker/src/main.ts')
  await vi.waitFor(async () => expect((await fetch(`${address}/readyz`)).status).toBe(200))
  await expect(requireSecret(url, lost)).rejects.toThrow('accept-secret')
  const { rows } = await database.query('SELECT FROM event_log WHERE secret_check IS NOT NULL')
  expect(rows).toHaveLength(1)
})

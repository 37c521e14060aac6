import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, startEmbeddedPostgres } from '@quillwire/database/embedded'
import { migrate } from '@quillwire/database/migrate'

/** A PostgreSQL with its usual settings (`fsync` on), in a folder that is removed with it. */
export async function startPostgres() {
  const dataDir = await mkdtemp(join(tmpdir(), 'quillwire-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir })
  await migrate(postgres.url)
  const [line = ''] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  return {
    url: postgres.url,
    pid: Number(line),
    dataDir,
    async stop() {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Starts a server to compare with, in its own process. */
export async function startPeer(file: string, env: Record<string, string> = {}) {
  const port = await freePort()
  const child: ChildProcess = fork(fileURLToPath(new URL(`./peers/${file}`, import.meta.url)), {
    env: { PATH: process.env.PATH, PORT: String(port), ...env },
  })
  await new Promise((done) => child.once('message', done))
  return { url: `ws://127.0.0.1:${port}`, child }
}

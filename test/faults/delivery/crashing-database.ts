/** The test's own PostgreSQL, with fsync on as in the product, which can be restarted and made to crash. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, startEmbeddedPostgres } from '@quillwire/database/embedded'
import { ownDataDir } from '@quillwire/database/testing/own-data-dir'

export interface CrashingDatabase {
  dataDir: string
  url: string
  /** Ends every connection, and starts again after this many milliseconds. */
  restart(awayMs: number): Promise<void>
  /** As in a power failure: what was not on the disk is gone. */
  crash(awayMs: number): Promise<void>
  remove(): Promise<void>
}

export async function startCrashingDatabase(): Promise<CrashingDatabase> {
  const dataDir = await ownDataDir()
  const port = await freePort()
  let postgres = await startEmbeddedPostgres({ dataDir, port })
  const start = async (awayMs: number) => {
    await new Promise((done) => setTimeout(done, awayMs))
    postgres = await startEmbeddedPostgres({ dataDir, port })
  }
  return {
    dataDir,
    url: postgres.url,
    async restart(awayMs) {
      await postgres.stop()
      await start(awayMs)
    },
    async crash(awayMs) {
      const [pid] = (await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGQUIT') // PostgreSQL's "immediate shutdown"
      await postgres.stop()
      await start(awayMs)
    },
    async remove() {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asPrincipal } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { createSeal } from '@quillwire/core/secrets/seal'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { createWorkspace } from '@quillwire/core/workspaces/create-workspace'
import { connect, newId } from '@quillwire/database'
import { freePort, startEmbeddedPostgres } from '@quillwire/database/embedded'
import { migrate } from '@quillwire/database/migrate'

const MAIN = fileURLToPath(new URL('../../../apps/collab/src/main.ts', import.meta.url))
const SECRET = 'only for this benchmark, and never anywhere else'

/** A PostgreSQL with its usual settings, the sync server, and one document with a ticket to it. */
export async function startServer() {
  const dataDir = await mkdtemp(join(tmpdir(), 'quillwire-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir })
  await migrate(postgres.url)
  const port = await freePort()
  const collab = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      DATABASE_URL: postgres.url,
      DATA_DIR: dataDir,
      SECRET,
      INTERNAL_PORT: String(port),
      LOG_LEVEL: 'warn',
    },
  })
  await new Promise((done) => collab.once('message', done))
  const database = connect(postgres.url, { applicationName: 'bench' })
  const person = { id: newId(), name: 'Bench', email: 'bench@example.com' }
  await database.prisma.user.create({ data: person })
  const workspaceId = await database.transaction((tx) => createWorkspace(tx, person))
  const context = asPrincipal(
    {
      database,
      seal: createSeal(SECRET),
      files: { put: async () => {}, read: async () => new Uint8Array(), delete: async () => {} },
      publicUrl: 'http://localhost',
      now: () => new Date(),
    },
    {
      type: 'user',
      ...person,
      image: null,
      membership: { workspaceId, workspaceName: '', role: 'owner' },
      shareLinkIds: [],
    },
  )
  const documentId = await createDocument(context, {})
  const { token } = await issueTicket(context, { documentId })
  return {
    url: `ws://127.0.0.1:${port}/collab`,
    documentId,
    token,
    /** How many milliseconds each of so many single inserts took, committed. */
    async commits(count: number): Promise<number[]> {
      const times: number[] = []
      for (let i = 0; i < count; i++) {
        const start = performance.now()
        await database.query(
          `INSERT INTO document_updates (document_id, update) SELECT document_id, update FROM document_updates
            WHERE document_id = $1::uuid LIMIT 1`,
          [documentId],
        )
        times.push(performance.now() - start)
      }
      return times
    },
    async stop() {
      await database.close()
      await ended(collab)
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  const exited = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await exited
}

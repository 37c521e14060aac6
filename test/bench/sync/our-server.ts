import { asPrincipal, type Context } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { testSecret, testServices } from '@quillwire/core/testing/services'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { createWorkspace } from '@quillwire/core/workspaces/create-workspace'
import { connect, type Database, newId } from '@quillwire/database'
import { startProgram } from '../start-program.ts'

export interface Office {
  context: Context
  database: Database
  rooms(count: number): Promise<{ name: string; token: string }[]>
  close(): Promise<void>
}

/** Makes a person with a workspace, who makes documents and gets tickets to them. */
export async function openOffice(url: string): Promise<Office> {
  const database = connect(url, { applicationName: 'bench', onError: console.error })
  const person = { id: newId(), name: 'Bench', email: `${newId()}@example.com` }
  await database.prisma.user.create({ data: person })
  const workspaceId = await database.transaction((tx) => createWorkspace(tx, person))
  const services = testServices(database)
  const context = asPrincipal(services, {
    type: 'user',
    ...person,
    image: null,
    membership: { workspaceId, workspaceName: '', role: 'owner' },
    shareLinkIds: [],
  })
  return {
    context,
    database,
    async rooms(count) {
      const rooms: { name: string; token: string }[] = []
      for (let i = 0; i < count; i++) {
        const name = await createDocument(context, {})
        rooms.push({ name, token: (await issueTicket(context, { documentId: name })).token })
      }
      return rooms
    },
    close: () => database.close(),
  }
}

export async function startCollab(options: {
  databaseUrl: string
  dataDir: string
  redisUrl?: string
  env?: Record<string, string>
}) {
  const started = await startProgram('collab', {
    DATABASE_URL: options.databaseUrl,
    DATA_DIR: options.dataDir,
    ...(options.redisUrl ? { REDIS_URL: options.redisUrl } : {}),
    SECRET: testSecret,
    LOG_LEVEL: 'warn',
    // All load comes from one person at one address.
    COLLAB_MAX_CONNECTIONS_PER_DOCUMENT: '20000',
    COLLAB_MAX_CONNECTIONS_PER_PERSON: '20000',
    COLLAB_MAX_CONNECTIONS_PER_ADDRESS: '20000',
    COLLAB_MAX_FRAMES_PER_SECOND: '100000',
    ...options.env,
  })
  return { ...started, url: `ws://127.0.0.1:${started.port}/collab` }
}

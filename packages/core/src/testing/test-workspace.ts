import { type Database, newId } from '@quillwire/database'
import type { ApiKeyScope } from '../access/principal.ts'
import type { WorkspaceRole } from '../access/roles.ts'
import { asPrincipal, type Context, type Services } from '../context.ts'
import { addMember, createWorkspace } from '../workspaces/create-workspace.ts'
import { testServices } from './services.ts'

export interface TestWorkspace {
  id: string
  services: Services
  /** The owner's context. */
  owner: Context
  /** A new person of the workspace. */
  person(name: string, role?: WorkspaceRole): Promise<Context>
  /** A new API key of the workspace. */
  apiKey(...scopes: ApiKeyScope[]): Promise<Context>
  /** The events about the document, oldest first. */
  eventsOf(documentId: string): Promise<TestEvent[]>
}

export interface TestEvent {
  type: string
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects in it
  data: any
  actor: unknown
}

/** A workspace with its owner Ada in a real database, for tests of use cases. */
export async function testWorkspace(database: Database): Promise<TestWorkspace> {
  const services = testServices(database)
  const newPerson = async (name: string) => {
    const data = { id: newId(), name, email: `${name.toLowerCase()}-${newId()}@example.com` }
    await database.prisma.user.create({ data })
    return data
  }
  const ada = await newPerson('Ada')
  const id = await database.transaction((tx) => createWorkspace(tx, ada))
  const contextOf = (person: typeof ada, role: WorkspaceRole) =>
    asPrincipal(services, {
      type: 'user',
      ...person,
      image: null,
      membership: { workspaceId: id, workspaceName: 'W', role },
      shareLinkIds: [],
    })
  return {
    id,
    services,
    owner: contextOf(ada, 'owner'),
    async person(name, role = 'member') {
      const person = await newPerson(name)
      await database.transaction((tx) => addMember(tx, id, person, role))
      return contextOf(person, role)
    },
    async apiKey(...scopes) {
      const data = {
        id: newId(),
        workspaceId: id,
        name: 'CRM',
        start: 'qw_',
        hash: newId(),
        scopes,
        createdById: ada.id,
      }
      await database.prisma.apiKey.create({ data })
      return asPrincipal(services, { type: 'api_key', id: data.id, name: data.name, workspaceId: id, scopes })
    },
    async eventsOf(documentId) {
      const rows = await database.prisma.event.findMany({
        where: { documentId },
        orderBy: { sequence: 'asc' },
      })
      return rows.map(({ type, data, actor }) => ({ type, data, actor }))
    },
  }
}

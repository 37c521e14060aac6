/** A workspace with one admin and what the use cases need. For tests. */
import { asPrincipal, type Principal } from '@quillwire/core'
import { recordEvent } from '@quillwire/core/events/record-event'
import { testServices } from '@quillwire/core/testing/services'
import { type Database, type Executor, newId } from '@quillwire/database'
import { endpointPolicy } from '../endpoints/endpoint-policy.ts'
import { createTransformer } from '../transformation/index.ts'
import type { WebhookContext } from '../webhook-context.ts'

/** Its thread, once it has one, ends with the tests of the file. */
const transformer = createTransformer(console.error)
export const LOOPBACK = ['127.0.0.0/8', '::1/128']

export interface TestWorkspace {
  id: string
  /** The id of the admin whose workspace it is. */
  userId: string
  context: WebhookContext
  /** Another person of the workspace. */
  colleague(role?: 'owner' | 'admin' | 'member'): Promise<{ userId: string; context: WebhookContext }>
  /** Records a `member.invited`, in a transaction of its own if none is given, and returns the event's key. */
  happen(tx?: Executor): Promise<string>
}

export async function testWorkspace(
  database: Database,
  options: { role?: 'admin' | 'member'; allowed?: string[]; httpsOnly?: boolean } = {},
): Promise<TestWorkspace> {
  const id = newId()
  await database.prisma.workspace.create({ data: { id, name: 'Lind & Weber' } })
  const principal = await person(database, id, 'Ada Lind', options.role ?? 'admin')
  const userId = principal.id
  const context: WebhookContext = {
    ...asPrincipal(testServices(database), principal),
    transformer,
    endpointPolicy: endpointPolicy({
      WEBHOOK_ALLOWED_NETWORKS: options.allowed ?? LOOPBACK,
      WEBHOOK_HTTPS_ONLY: options.httpsOnly ?? false,
    }),
  }
  return {
    id,
    userId,
    context,
    async colleague(role = 'admin') {
      const other = await person(database, id, 'Jonas Weber', role)
      return { userId: other.id, context: { ...context, principal: other } }
    },
    happen: (given) => {
      const record = (tx: Executor) =>
        recordEvent(tx, {
          workspaceId: id,
          type: 'member.invited',
          actor: { type: 'user', id: userId, name: 'Ada Lind' },
          data: { invitation: { id: newId(), role: 'member', expiresAt: new Date().toISOString() } },
        })
      return given ? record(given) : database.transaction(record)
    },
  }
}

async function person(
  database: Database,
  workspaceId: string,
  name: string,
  role: 'owner' | 'admin' | 'member',
): Promise<Principal & { type: 'user' }> {
  const id = newId()
  const email = `${id}@example.com`
  await database.prisma.user.create({ data: { id, name, email } })
  await database.prisma.member.create({ data: { id: newId(), workspaceId, userId: id, role } })
  const membership = { workspaceId, workspaceName: 'Lind & Weber', role }
  return { type: 'user', id, name, email, image: null, membership, shareLinkIds: [] }
}

/** Lists decide in SQL who may see what. They must agree with `decideDocument`, for every principal and document. */
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { asPrincipal, type Context } from '../context.ts'
import { documentTree } from '../documents/document-tree.ts'
import { listDocuments } from '../documents/list-documents.ts'
import { listAccess } from '../sharing/list-access.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { removeMember } from '../workspaces/remove-member.ts'
import { type DocumentFacts, decideDocument, documentRole } from './decide.ts'
import { documentFacts } from './document-facts.ts'
import { actorOf } from './principal.ts'
import type { DocumentRole } from './roles.ts'

type Named = Exclude<DocumentRole, 'owner'>

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const people = {
  owner: workspace.owner,
  admin: await workspace.person('Admin', 'admin'),
  member: await workspace.person('Member'),
  'guest of the workspace': await workspace.person('Guest', 'guest'),
}
const gone = await workspace.person('Gone')
const inWorkspace: Record<string, Context> = {
  ...people,
  'person who has just left': gone,
  'owner of another workspace': (await testWorkspace(database)).owner,
  'key that writes': await workspace.apiKey('documents:write'),
  'key that reads': await workspace.apiKey('documents:read'),
  'key that reads and comments': await workspace.apiKey('documents:read', 'comments:write'),
}
const withoutDocuments: Record<string, Context> = {
  'key that only comments': await workspace.apiKey('comments:write'),
  'key for webhooks': await workspace.apiKey('webhooks:manage'),
}
const named: Named[] = ['viewer', 'commenter', 'editor']
const titles = new Map<string, string>()

beforeAll(async () => {
  const documents = Object.entries({ ...inWorkspace, ...withoutDocuments }).flatMap(
    ([creator, { principal }]) =>
      [null, ...named].flatMap((generalAccess) =>
        [null, ...named].flatMap((grant) =>
          [null, new Date()].map((trashedAt) => {
            const title = `by ${creator}, for all ${generalAccess}, by name ${grant}${trashedAt ? ', in the trash' : ''}`
            const { type, id } = actorOf(principal)
            const row = { id: newId(), workspaceId: workspace.id, title, generalAccess, trashedAt }
            return { grant, row: { ...row, createdByType: type, createdById: id } }
          }),
        ),
      ),
  )
  await database.prisma.document.createMany({ data: documents.map(({ row }) => row) })
  await database.prisma.documentAccess.createMany({
    data: documents.flatMap(({ grant, row }) =>
      grant
        ? Object.values(people).map(({ principal }) => ({
            id: newId(),
            documentId: row.id,
            userId: actorOf(principal).id ?? '',
            role: grant,
          }))
        : [],
    ),
  })
  await removeMember(workspace.owner, { userId: actorOf(gone.principal).id ?? '' })
  for (const { row } of documents) titles.set(row.id, row.title)
})

describe.each(Object.entries(inWorkspace))('a %s', (_, context) => {
  const { principal } = context

  test.each([false, true])(
    'finds in the list what it may read, with its role (trashed: %s)',
    async (trashed) => {
      const { items } = await listDocuments(context, { trashed, limit: titles.size })
      const expected = (await readable(context)).filter(({ facts }) => facts.trashed === trashed)
      expect(items.map(({ title, role }) => `${title}: ${role}`).sort()).toEqual(
        expected.map(({ title, facts }) => `${title}: ${documentRole(principal, facts)}`).sort(),
      )
    },
  )

  test('finds the same in the tree, with where it can write', async () => {
    const tree = await documentTree(context)
    const expected = (await readable(context)).filter(({ facts }) => !facts.trashed)
    expect(tree.map(({ title, canWrite }) => `${title}: ${canWrite}`).sort()).toEqual(
      expected.map(({ title, facts }) => `${title}: ${decideDocument(principal, 'write', facts)}`).sort(),
    )
  })
})

test.each(Object.entries(withoutDocuments))('a %s is told that it may read none', async (_, context) => {
  expect(await readable(context)).toEqual([])
  const told = { kind: 'forbidden', code: 'may_not_read_documents' }
  await expect(listDocuments(context, { limit: 10 })).rejects.toMatchObject(told)
  await expect(documentTree(context)).rejects.toMatchObject(told)
})

test.each(Object.entries({ ...people, gone }))(
  'the access list of a document gives a %s the role that it has',
  async (_, { principal }) => {
    const system = asPrincipal(workspace.services, { type: 'system' })
    const facts = await documentFacts(database, principal, [...titles.keys()])
    const roles = [...facts].map(async ([documentId, known]) => {
      const { items } = await listAccess(system, { documentId })
      const listed = items.find(({ user }) => user.id === actorOf(principal).id)?.role ?? null
      const title = titles.get(documentId)
      return { listed: `${title}: ${listed}`, decided: `${title}: ${documentRole(principal, known)}` }
    })
    const all = await Promise.all(roles)
    expect(all.map(({ listed }) => listed)).toEqual(all.map(({ decided }) => decided))
  },
)

test.each([
  { type: 'guest', name: 'Quiet heron', shareLinkIds: [] } as const,
  { type: 'integration', id: newId(), name: 'A hook', workspaceId: workspace.id, role: 'editor' } as const,
  { type: 'system' } as const,
])('$type is in no workspace, and has no lists', async (principal) => {
  const context = asPrincipal(workspace.services, principal)
  await expect(listDocuments(context, { limit: 10 })).rejects.toMatchObject({ kind: 'unauthenticated' })
  await expect(documentTree(context)).rejects.toMatchObject({ kind: 'unauthenticated' })
})

/** The documents that the principal may read, with the facts about them. */
async function readable({ principal }: Context): Promise<{ title: string; facts: DocumentFacts }[]> {
  const known = await documentFacts(database, principal, [...titles.keys()])
  return [...known].flatMap(([id, facts]) =>
    decideDocument(principal, 'read', facts) ? [{ title: titles.get(id) ?? '', facts }] : [],
  )
}

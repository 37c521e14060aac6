import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { createWorkspace } from './create-workspace.ts'

const { database } = await testDatabase()

async function workspaceOf(name: string, given?: string): Promise<string | undefined> {
  const person = { id: newId(), name, email: `${newId()}@example.com` }
  await database.prisma.user.create({ data: person })
  const id = await database.transaction((tx) => createWorkspace(tx, person, given))
  return (await database.prisma.workspace.findUnique({ where: { id } }))?.name
}

test('a workspace is named after its founder, with the words in reading order', async () => {
  expect(await workspaceOf('Ada')).toBe('Ada’s workspace')
  expect(await workspaceOf('花子')).toBe('花子’s workspace')
  expect(await workspaceOf('שרה כהן')).toBe('Workspace of שרה כהן')
  expect(await workspaceOf('محمد')).toBe('Workspace of محمد')
  expect(await workspaceOf('Ada', ' Heron ')).toBe('Heron')
  expect(await workspaceOf('Ada', '\u200b')).toBe('Ada’s workspace')
})

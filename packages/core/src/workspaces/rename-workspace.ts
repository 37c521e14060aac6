import { isSeen, oneLine } from '@quillwire/editor'
import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'

/** Gives the workspace another name. Admins only. */
export async function renameWorkspace(context: Context, input: { name: string }): Promise<void> {
  const id = requireWorkspace(context.principal, 'rename')
  const name = oneLine(input.name)
  if (!isSeen(name)) throw invalid('name_missing', 'Give the workspace a name.', { field: 'name' })
  await context.database.transaction((tx) => tx.workspace.update({ where: { id }, data: { name } }))
}

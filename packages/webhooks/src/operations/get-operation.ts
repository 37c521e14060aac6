import { type Context, requireWorkspace } from '@quillwire/core'
import { type OperationView, operationView } from './operation-view.ts'

export async function getOperation(context: Context, input: { id: string }): Promise<OperationView> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  return await operationView(context.database, workspaceId, input.id)
}

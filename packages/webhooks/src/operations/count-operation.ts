import type { Context } from '@quillwire/core'
import { checkOperation, type OperationInput } from './operation-input.ts'
import { countScope } from './operation-scope.ts'

/** How many deliveries the operation would be about; nothing is changed. */
export async function countOperation(context: Context, input: OperationInput): Promise<{ count: number }> {
  const { endpoint, parameters } = await checkOperation(context, input)
  const target = { endpointId: input.id, kind: input.kind, parameters }
  return { count: await countScope(context.database, target, endpoint.eventTypes) }
}

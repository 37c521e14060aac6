/** A document with a hook, and calls of it as programs make them. For tests. */
import { asPrincipal, type Context, DomainError, type Services } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { readContent } from '@quillwire/core/documents/read-content'
import type { TestWorkspace } from '@quillwire/core/testing/test-workspace'
import { type CreateHookInput, createHook } from '../incoming/create-hook.ts'
import { getCall } from '../incoming/get-call.ts'
import { listCalls } from '../incoming/list-calls.ts'
import { takeCall } from '../incoming/take-call.ts'

export const statusOf = (error: unknown) => (error instanceof DomainError ? 422 : 500)

interface CallInput {
  body: string | Uint8Array | ReadableStream<Uint8Array>
  type?: string
  headers?: Record<string, string>
}

export async function testHook(
  { owner, services }: TestWorkspace,
  { markdown = 'Start', ...input }: Partial<CreateHookInput> & { markdown?: string } = {},
  by: Context = owner,
) {
  const documentId = input.documentId ?? (await createDocument(owner, { title: 'Log', markdown }))
  const hook = await createHook(by, { ...input, documentId })
  const token = String(hook.url).split('/').at(-1) ?? ''
  return {
    ...hook,
    token,
    text: async () =>
      String(
        (await readContent(asPrincipal(services, owner.principal), { documentId, format: 'markdown' })).body,
      ),
    call: ({ body, type, headers = {} }: CallInput, at: Services = services) =>
      takeCall(
        at,
        {
          token,
          headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers },
          remoteAddress: '203.0.113.9',
          body:
            body instanceof ReadableStream
              ? body
              : new Blob([typeof body === 'string' ? body : new Uint8Array(body)]).stream(),
        },
        statusOf,
      ),
  }
}

/** The calls of a hook as its log shows them, newest first. */
export async function loggedCalls({ owner }: TestWorkspace, hookId: string) {
  return (await listCalls(owner, { hookId })).items
}

export async function lastLoggedCall(workspace: TestWorkspace, hookId: string) {
  const [last] = await loggedCalls(workspace, hookId)
  return await getCall(workspace.owner, { id: last?.id ?? '' })
}

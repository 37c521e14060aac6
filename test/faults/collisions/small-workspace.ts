/** A workspace of few people and few things, so that actions in it collide. */
import type { createApi } from '../../../packages/api/src/index.ts'
import { Client, type Json } from '../../../packages/api/src/testing/client.ts'
import type { Random } from '../fuzz/random.ts'

export interface SmallWorkspace {
  /** Stays in the workspace, and invites others again. */
  owner: Client
  /** Everybody, with the ids that others know them by. */
  people: { id: string; client: Client }[]
  programs: { id: string; client: Client }[]
  documentIds: string[]
  threads: { documentId: string; id: string }[]
  links: { documentId: string; id: string }[]
  endpointIds: string[]
  hooks: { id: string; token: string }[]
  invitationTokens: string[]
  /** Requests that were answered with a fault of ours. */
  faults: string[]
  call(
    client: Client,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Json>
}

const SCOPES = ['documents:read', 'documents:write', 'comments:write', 'webhooks:manage', 'events:read']

export const tokenOf = (url: string): string => url.split('/').at(-1) ?? ''

/** One of the last few. */
export function late<Item>(random: Random, items: readonly Item[]): Item {
  return random.pick(items.slice(-6))
}

export async function smallWorkspace(app: ReturnType<typeof createApi>): Promise<SmallWorkspace> {
  const faults: string[] = []
  const call: SmallWorkspace['call'] = async (client, method, path, body, headers) => {
    const response = await client.send(method, path, body, headers)
    const text = await response.text()
    if (response.status >= 500 || text.includes('changed_meanwhile'))
      faults.push(`${method} ${path}: ${text}`)
    const isJson = response.headers.get('content-type')?.includes('json')
    return { ...(isJson && text ? JSON.parse(text) : {}), http: response.status }
  }
  const signedUp = async (name: string, invitation?: string) => {
    const client = new Client(app)
    const person = { name, email: `${name}@example.com`, password: 'correct horse', invitation }
    const { user } = await call(client, 'POST', '/api/auth/sign-up/email', person)
    return { id: user.id as string, client }
  }
  const ada = await signedUp('ada')
  const people = [ada]
  for (const [name, role] of [
    ['bea', 'admin'],
    ['cy', 'admin'],
    ['dan', 'member'],
  ] as const) {
    const { url } = await call(ada.client, 'POST', '/invitations', { role })
    people.push(await signedUp(name, tokenOf(url)))
  }
  const workspace: SmallWorkspace = {
    owner: ada.client,
    people,
    programs: [],
    documentIds: [],
    threads: [],
    links: [],
    endpointIds: [],
    hooks: [],
    invitationTokens: [],
    faults,
    call,
  }
  await addProgram(app, workspace, ada.client)
  for (let n = 0; n < 4; n++)
    workspace.documentIds.push((await call(ada.client, 'POST', '/documents', { title: `${n}` })).id)
  const [documentId] = workspace.documentIds
  const hook = await call(ada.client, 'POST', '/incoming-hooks', { documentId, name: 'Alerts' })
  workspace.hooks.push({ id: hook.id, token: tokenOf(hook.url) })
  for (const ordered of [true, false, false]) await addEndpoint(workspace, ada.client, ordered)
  return workspace
}

export async function addProgram(app: ReturnType<typeof createApi>, workspace: SmallWorkspace, by: Client) {
  const { id, key } = await workspace.call(by, 'POST', '/api-keys', { name: 'CRM', scopes: SCOPES })
  if (!key) return
  const client = new Client(app)
  client.headers = { authorization: `Bearer ${key}` }
  workspace.programs.push({ id, client })
}

export async function addEndpoint({ call, endpointIds }: SmallWorkspace, by: Client, ordered: boolean) {
  const settings = { url: 'http://127.0.0.1:8080/hook', eventTypes: ['*'], ordered }
  const { id } = await call(by, 'POST', '/webhook-endpoints', {
    ...settings,
    coalesceSeconds: ordered ? 0 : 60,
  })
  if (id) endpointIds.push(id)
}

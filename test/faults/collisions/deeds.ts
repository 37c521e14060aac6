/** What people and programs do in a workspace, allowed or not, to things that are there or were. */
import type { createApi } from '../../../packages/api/src/index.ts'
import { Client } from '../../../packages/api/src/testing/client.ts'
import type { Random } from '../fuzz/random.ts'
import { addEndpoint, addProgram, late, type SmallWorkspace, tokenOf } from './small-workspace.ts'

export function deeds(app: ReturnType<typeof createApi>, workspace: SmallWorkspace, random: Random) {
  const { call, owner, people, programs, documentIds, threads, links, hooks, endpointIds, invitationTokens } =
    workspace
  let texts = 0
  const text = () => `Text ${texts++}`
  const anybody = () => (random.chance(0.3) ? late(random, programs).client : random.pick(people).client)
  const admin = () => (random.chance(0.4) ? owner : anybody())
  /** Anybody but the owner, who stays. */
  const other = () => random.pick(people.slice(1)).id
  const documentId = () => late(random, documentIds)
  const onDocument = (method: string, rest = '', body?: unknown) =>
    call(anybody(), method, `/documents/${documentId()}${rest}`, body)
  const onThread = async (method: string, rest = '', body?: unknown) => {
    if (threads.length === 0) return
    const thread = late(random, threads)
    await call(anybody(), method, `/documents/${thread.documentId}/threads/${thread.id}${rest}`, body)
  }
  const onLink = async (method: string, body?: unknown) => {
    if (links.length === 0) return
    const link = late(random, links)
    await call(anybody(), method, `/documents/${link.documentId}/share-links/${link.id}`, body)
  }
  const onEndpoint = (method: string, rest = '', body?: unknown) =>
    call(admin(), method, `/webhook-endpoints/${late(random, endpointIds)}${rest}`, body)

  return [
    async () => {
      const { id } = await call(anybody(), 'POST', '/documents', { title: text(), parentId: documentId() })
      if (id) documentIds.push(id)
    },
    () => onDocument('PATCH', '', { parentId: random.chance(0.9) ? documentId() : null }),
    () => onDocument('PATCH', '', { parentId: documentId(), title: text() }),
    () => onDocument('DELETE'),
    () => onDocument('POST', '/restore'),
    () => onDocument('DELETE', '?permanent=true'),
    () => onDocument('PUT', '/content', { markdown: `${text()}\n\n- [ ] ${text()}` }),
    () => onDocument('POST', '/content/append', { markdown: text() }),
    () => onDocument('POST', '/access', { userId: other(), role: random.pick(['viewer', 'editor']) }),
    () => onDocument('DELETE', `/access/${other()}`),
    () => onDocument('PATCH', '/access', { generalAccess: random.pick([null, 'viewer', 'editor']) }),
    async () => {
      const of = documentId()
      const { id } = await call(anybody(), 'POST', `/documents/${of}/threads`, { body: text() })
      if (id) threads.push({ documentId: of, id })
    },
    () => onThread('POST', '/comments', { body: text() }),
    () => onThread('POST', random.pick(['/resolve', '/reopen'])),
    () => onThread('DELETE'),
    async () => {
      const of = documentId()
      const { id } = await call(anybody(), 'POST', `/documents/${of}/share-links`, { role: 'editor' })
      if (id) links.push({ documentId: of, id })
    },
    () => onLink('PATCH', { role: random.pick(['viewer', 'commenter', 'editor']) }),
    () => onLink('DELETE'),
    async () => {
      const { url } = await call(admin(), 'POST', '/invitations', {
        role: random.pick(['admin', 'member', 'guest']),
      })
      if (url) invitationTokens.push(tokenOf(url))
    },
    async () => {
      const { client } = random.pick(people)
      if (invitationTokens.length > 0)
        await call(client, 'POST', '/invitations/accept', { token: late(random, invitationTokens) })
    },
    () =>
      call(admin(), 'PATCH', `/members/${other()}`, {
        role: random.pick(['owner', 'admin', 'member', 'guest']),
      }),
    () => call(admin(), 'DELETE', `/members/${other()}`),
    () => addProgram(app, workspace, admin()),
    () => call(admin(), 'DELETE', `/api-keys/${late(random, programs).id}`),
    async () => {
      const { id, url } = await call(admin(), 'POST', '/incoming-hooks', {
        documentId: documentId(),
        name: 'Alerts',
      })
      if (url) hooks.push({ id, token: tokenOf(url) })
    },
    () => {
      const headers = { 'idempotency-key': `call ${texts >> 4}` }
      return call(new Client(app), 'POST', `/hooks/${late(random, hooks).token}`, { text: text() }, headers)
    },
    () => call(admin(), 'PATCH', `/incoming-hooks/${late(random, hooks).id}`, { name: text() }),
    () => call(admin(), 'DELETE', `/incoming-hooks/${late(random, hooks).id}`),
    () => addEndpoint(workspace, admin(), random.chance(0.5)),
    () => onEndpoint('PATCH', '', { ordered: random.chance(0.5), status: 'active' }),
    () => onEndpoint('PATCH', '', { description: text() }),
    () => onEndpoint('POST', '/rotate-secret', { overlapHours: 0 }),
    () => onEndpoint('POST', '/cancel', {}),
    () => onEndpoint('DELETE'),
  ]
}

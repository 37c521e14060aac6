/** What is done in a workspace while consumers follow its events. */

import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@quillwire/core'
import { renewApiKey } from '@quillwire/core/api-keys/renew-api-key'
import { revokeApiKey } from '@quillwire/core/api-keys/revoke-api-key'
import { deleteDocument } from '@quillwire/core/documents/delete-document'
import { moveDocument } from '@quillwire/core/documents/move-document'
import { restoreDocument, trashDocument } from '@quillwire/core/documents/trash-document'
import type { EventFilters } from '@quillwire/core/events/event-filters'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { changeMemberRole } from '@quillwire/core/workspaces/change-member-role'
import { addMember } from '@quillwire/core/workspaces/create-workspace'
import { removeMember } from '@quillwire/core/workspaces/remove-member'
import { deleteEndpoint, type EndpointView, listEndpoints, updateEndpoint } from '@quillwire/webhooks'
import type { Random } from '../fuzz/random.ts'
import type { TriedConsumer } from './tried-consumer.ts'
import type { TriedFollower } from './tried-follower.ts'
import type { ConsumedWorkspace } from './workspace.ts'

export type Deed = () => Promise<unknown> | unknown

export const TYPES = [
  ['*'],
  ['document.*'],
  ['document.saved', 'member.*'],
  ['document.moved', 'document.saved'],
]

export function someFilters({ documents, folders, userId }: ConsumedWorkspace, random: Random): EventFilters {
  return random.pick<EventFilters>([
    {},
    {},
    { folderIds: [random.pick(folders)] },
    { documentIds: [random.pick(documents).id] },
    { actorIds: [userId] },
  ])
}

/** The deeds, each listed in proportion to how often it is to be done. */
export function deedsIn(
  workspace: ConsumedWorkspace,
  consumers: readonly TriedConsumer[],
  /** Consumers whose types and filters are not changed. */
  steady: ReadonlySet<TriedConsumer>,
  followers: readonly TriedFollower[],
  /** Called with the name of a consumer whose place has been forgotten. */
  onForgotten: (name: string) => void,
  random: Random,
): Deed[] {
  const { context, maker, documents, folders, keys } = workspace
  const { database } = context
  const documentId = () => random.pick(documents).id
  const save = () => random.pick(documents).save()

  async function savesAtOnce() {
    await Promise.all(Array.from({ length: 10 }, () => (random.chance(0.7) ? save() : workspace.happen())))
  }

  /** A transaction during which others commit. */
  async function happensSlowly() {
    const slow = database.transaction(async (tx) => {
      await workspace.happen(tx)
      await pause(random.below(200))
    })
    await savesAtOnce()
    await slow
  }

  const move = () =>
    moveDocument(context, { documentId: documentId(), parentId: random.pick([null, ...folders]) })

  async function deleteAndMakeAnother() {
    if (documents.length < 3) return
    const [doomed] = documents.splice(random.below(documents.length), 1)
    if (!doomed) return
    await trashDocument(context, { documentId: doomed.id }).catch(() => {})
    await deleteDocument(context, { documentId: doomed.id })
    await workspace.addDocument()
  }

  async function makerGoesAndComesBack() {
    const { userId, context: theirs } = maker
    if (random.chance(0.5)) {
      await changeMemberRole(context, { userId, role: 'member' })
      await workspace.act(() => {})
      await changeMemberRole(context, { userId, role: 'admin' })
    } else {
      await removeMember(context, { userId })
      await workspace.act(() => {})
      const { principal } = theirs
      if (principal.type !== 'user') throw new Error('Only people are members.')
      await database.transaction((tx) => addMember(tx, workspace.id, principal, 'admin'))
    }
    await workspace.addKey(theirs)
  }

  async function renew() {
    const { id } = random.pick(keys)
    const { key } = await renewApiKey(context, { id })
    keys.push({ id, key })
  }

  async function revoke() {
    // The first key always works.
    const others = keys.slice(1)
    if (others.length > 0) await revokeApiKey(context, { id: random.pick(others).id })
    await workspace.addKey(context)
  }

  async function withConsumersRow(deed: (row: EndpointView) => Promise<unknown>) {
    const { items } = await listEndpoints(context)
    if (items.length > 0) await deed(random.pick(items))
  }

  const deleteConsumer = () =>
    withConsumersRow(async ({ id, description }) => {
      onForgotten(description)
      await deleteEndpoint(context, { id })
    })

  const setStatus = (status: 'paused' | 'active') =>
    withConsumersRow(({ id }) => updateEndpoint(context, { id, status }))

  const consumer = () => random.pick(consumers)
  const some: [number, Deed][] = [
    [10, save],
    [8, savesAtOnce],
    [6, happensSlowly],
    [5, move],
    [4, () => setGeneralAccess(context, { documentId: documentId(), role: random.pick([null, 'editor']) })],
    [2, () => trashDocument(context, { documentId: documentId() })],
    [2, () => restoreDocument(context, { documentId: documentId() })],
    [1, deleteAndMakeAnother],
    [2, makerGoesAndComesBack],
    [2, renew],
    [2, revoke],
    [1, deleteConsumer],
    [2, () => setStatus('paused')],
    [4, () => setStatus('active')],
    [4, () => consumer().connect()],
    [4, () => consumer().breakOff()],
    [3, () => random.pick(followers).breakOff()],
    [3, () => consumer().setLazy(true)],
    [4, () => consumer().setLazy(false)],
    [3, () => consumer().setSlow(true)],
    [4, () => consumer().setSlow(false)],
    [3, oldCursor],
    [4, changeWishes],
  ]

  function oldCursor() {
    const one = consumer()
    const sent = one.connections.flatMap((connection) => connection.sent)
    if (sent.length > 0) one.connect(random.pick(sent).cursor)
  }

  function changeWishes() {
    const one = consumer()
    if (steady.has(one)) return
    one.change(random.pick(TYPES), someFilters(workspace, random))
    one.connect()
  }

  return some.flatMap(([weight, deed]) => Array.from({ length: weight }, () => () => refusable(deed)))
}

/** A refusal by the rules is not a fault: the document is in the trash, or the key still works. */
async function refusable(deed: Deed) {
  try {
    await deed()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
  }
}

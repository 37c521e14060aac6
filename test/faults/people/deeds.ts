/** What people and programs do to a document while others write in it. */

import type { Context } from '@quillwire/core'
import { DomainError } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { moveDocument } from '@quillwire/core/documents/move-document'
import { readContent } from '@quillwire/core/documents/read-content'
import { replaceContent } from '@quillwire/core/documents/replace-content'
import { restoreDocument, trashDocument } from '@quillwire/core/documents/trash-document'
import { writeContent } from '@quillwire/core/documents/write-content'
import { compactDocument } from '@quillwire/core/history/compact-document'
import { revokeShareLink } from '@quillwire/core/sharing/revoke-share-link'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { shareWithPerson } from '@quillwire/core/sharing/share-with-person'
import { unshareWithPerson } from '@quillwire/core/sharing/unshare-with-person'
import { updateShareLink } from '@quillwire/core/sharing/update-share-link'
import { addMember } from '@quillwire/core/workspaces/create-workspace'
import { removeMember } from '@quillwire/core/workspaces/remove-member'
import type { Random } from '../fuzz/random.ts'
import type { TriedDocument } from './document.ts'

export type Deed = () => Promise<void> | void

const roles = ['editor', 'commenter', 'viewer', null] as const

/** The deeds, each listed in proportion to how often it is to be done. */
export function deedsTo(document: TriedDocument, random: Random): Deed[] {
  const { id: documentId, workspaceId, owner, others, programs, writers } = document
  const { database } = owner
  let linkId: string | undefined
  let count = 0

  const trash = () => refusable(() => trashDocument(owner, { documentId }))
  const restore = () => refusable(() => restoreDocument(owner, { documentId }))
  const everyone = () => refusable(() => setGeneralAccess(owner, { documentId, role: random.pick(roles) }))

  const move = () =>
    refusable(async () => {
      const parentId = random.chance(0.5) ? await createDocument(owner, {}) : null
      await moveDocument(owner, { documentId, parentId })
    })

  const share = () =>
    refusable(async () => {
      const userId = idOf(random.pick(others))
      const role = random.pick(roles)
      if (role) await shareWithPerson(owner, { documentId, userId, role })
      else await unshareWithPerson(owner, { documentId, userId })
    })

  async function removeOrInvite() {
    const who = random.pick(others)
    const isMember = await database.prisma.member.count({ where: { workspaceId, userId: idOf(who) } })
    if (isMember) await removeMember(owner, { userId: idOf(who) })
    else await invite(document, who)
  }

  const link = () =>
    refusable(async () => {
      if (linkId && random.chance(0.5)) await revokeShareLink(owner, { documentId, id: linkId })
      linkId = await document.linkGuest()
      if (random.chance(0.5)) await updateShareLink(owner, { documentId, id: linkId, role: 'viewer' })
    })

  const program = (context: Context) =>
    refusable(async () => {
      count += 1
      if (random.chance(0.3)) await put(context)
      else {
        const place = random.pick(['start', 'end', { section: 'Numbers' }, { section: 'News' }] as const)
        await writeContent(context, { documentId, markdown: `written ${count}`, place })
      }
    })

  /** Reads the document, changes a line and writes it back, as a program would. */
  async function put(context: Context) {
    const { body } = await readContent(context, { documentId, format: 'markdown' })
    const blocks = String(body).split('\n\n')
    if (blocks.length > 3 && random.chance(0.3)) blocks.splice(random.below(blocks.length), 1)
    blocks.splice(random.below(blocks.length + 1), 0, `put ${count}`)
    await replaceContent(context, { documentId, markdown: blocks.join('\n\n') })
  }

  function offline() {
    const writer = random.pick(writers)
    if (writer.isOffline()) writer.comeBack()
    else writer.goOffline()
  }

  async function allLeaveAndComeBack() {
    const here = writers.filter((writer) => !writer.isOffline())
    for (const writer of here) writer.goOffline()
    if (random.chance(0.5)) await program(random.pick(programs))
    for (const writer of here) writer.comeBack()
  }

  const some: [number, Deed][] = [
    [2, trash],
    [3, restore],
    [2, move],
    [3, everyone],
    [5, share],
    [2, removeOrInvite],
    [3, link],
    [8, () => program(random.pick(programs))],
    [3, async () => void (await Promise.all(programs.map(program)))],
    [5, async () => void (await compactDocument(database, documentId))],
    [4, offline],
    [2, () => random.pick(writers).reopen()],
    [4, allLeaveAndComeBack],
  ]
  return some.flatMap(([weight, deed]) => Array.from({ length: weight }, () => deed))
}

/** Gives everybody the right to write back, and lets them in. */
export async function makeGood(document: TriedDocument): Promise<void> {
  const { id: documentId, workspaceId, owner, others, writers } = document
  await refusable(() => restoreDocument(owner, { documentId }))
  await setGeneralAccess(owner, { documentId, role: 'editor' })
  for (const who of others) {
    const userId = idOf(who)
    if (!(await owner.database.prisma.member.count({ where: { workspaceId, userId } })))
      await invite(document, who)
    await shareWithPerson(owner, { documentId, userId, role: 'editor' })
  }
  await document.linkGuest()
  for (const writer of writers) {
    if (writer.isOffline()) writer.comeBack()
    // A guest uses a new link by opening it, and a y-websocket client sends what was refused when it reconnects.
    else if (writer.name === 'guest' || writer.way === 'y-websocket') writer.reopen()
  }
}

async function invite({ owner, workspaceId }: TriedDocument, { principal }: Context) {
  if (principal.type !== 'user') throw new Error('Only people are invited.')
  await owner.database.transaction((tx) => addMember(tx, workspaceId, principal, 'member'))
}

function idOf({ principal }: Context): string {
  if (principal.type !== 'user') throw new Error('Only people have an id.')
  return principal.id
}

/** A refusal by the rules is not a fault: the document is in the trash, or is shared with nobody. */
export async function refusable(work: () => Promise<unknown>) {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
  }
}

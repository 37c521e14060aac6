import { newId, type Transaction } from '@quillwire/database'
import { hasRightToLeft, isSeen, oneLine } from '@quillwire/editor'
import { recordEvent } from '../events/record-event.ts'

/** A person who joins or creates a workspace. */
export interface NewMember {
  id: string
  name: string
  email: string
}

/** Creates a workspace with the person as its owner, in the caller's transaction. Returns its id. */
export async function createWorkspace(tx: Transaction, founder: NewMember, name?: string): Promise<string> {
  const given = oneLine(name ?? '')
  const workspace = await tx.workspace.create({
    data: { id: newId(), name: isSeen(given) ? given : workspaceOf(founder) },
  })
  await addMember(tx, workspace.id, founder, 'owner')
  return workspace.id
}

/** The first word sets a line's direction: the English ending would appear before a right-to-left name. */
function workspaceOf({ name }: NewMember): string {
  return hasRightToLeft(name) ? `Workspace of ${name}` : `${name}’s workspace`
}

/** Adds the person to the workspace, with the invitation that they used, if any, and records `member.joined`. */
export async function addMember(
  tx: Transaction,
  workspaceId: string,
  person: NewMember,
  role: 'owner' | 'admin' | 'member' | 'guest',
  invitationId: string | null = null,
): Promise<void> {
  await tx.member.create({ data: { id: newId(), workspaceId, userId: person.id, role, invitationId } })
  await recordEvent(tx, {
    workspaceId,
    type: 'member.joined',
    actor: { type: 'user', id: person.id, name: person.name },
    data: { person, role },
  })
}

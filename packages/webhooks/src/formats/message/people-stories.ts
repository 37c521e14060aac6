import type { EventData } from '@quillwire/events'
import type { Fact } from './message.ts'
import type { Stories } from './story.ts'
import { capital, facts, moment, named, person, titleOf, who } from './wording.ts'

/** Who may read and write what: sharing, links, members. */
export const peopleStories: Stories = {
  'document.shared': ({ actor, data }) => ({
    title: `${who(actor)} shared ${titleOf(data.document)} with ${audience(data.with)}`,
    tone: 'added',
    facts: facts([['Role', capital(data.role)]]),
  }),
  'document.share_updated': ({ actor, data }) => ({
    title: `${who(actor)} changed the role of ${audience(data.with)} on ${titleOf(data.document)}`,
    tone: 'changed',
    facts: facts([['Role', `${capital(data.previousRole)} → ${capital(data.role)}`]]),
  }),
  'document.unshared': ({ actor, data }) => ({
    title: `${who(actor)} stopped sharing ${titleOf(data.document)} with ${audience(data.with)}`,
    tone: 'removed',
    facts: facts([['Role until now', capital(data.previousRole)]]),
  }),
  'share_link.created': ({ actor, data }) => ({
    title: `${who(actor)} made a share link for ${titleOf(data.document)}`,
    tone: 'added',
    facts: grant(data.link),
  }),
  'share_link.updated': ({ actor, data }) => ({
    title: `${who(actor)} changed a share link of ${titleOf(data.document)}`,
    tone: 'changed',
    facts: grant(data.link),
  }),
  'share_link.revoked': ({ actor, data }) => ({
    title: `${who(actor)} revoked a share link of ${titleOf(data.document)}`,
    tone: 'removed',
    facts: facts([['Role until now', capital(data.link.role)]]),
  }),
  'member.invited': ({ actor, data, workspace }) => ({
    title: `${who(actor)} made an invitation to ${workspaceName(workspace)}`,
    tone: 'added',
    facts: grant(data.invitation),
  }),
  'member.joined': ({ data, workspace }) => ({
    title: `${person(data.person)} joined ${workspaceName(workspace)}`,
    tone: 'added',
    facts: facts([['Role', capital(data.role)]]),
  }),
  'member.role_changed': ({ actor, data }) => ({
    title: `${who(actor)} changed the role of ${person(data.person)}`,
    tone: 'changed',
    facts: facts([['Role', `${capital(data.previousRole)} → ${capital(data.role)}`]]),
  }),
  'member.removed': ({ actor, data, workspace }) => ({
    title:
      actor.id === data.person.id
        ? `${person(data.person)} left ${workspaceName(workspace)}`
        : `${who(actor)} removed ${person(data.person)} from ${workspaceName(workspace)}`,
    tone: 'removed',
    facts: facts([['Role until now', capital(data.role)]]),
  }),
}

function audience(audience: EventData<'document.shared'>['with']): string {
  return audience.type === 'person' ? person(audience.person) : 'everyone in the workspace'
}

function workspaceName({ name }: { name: string }): string {
  return named(name, 60) || 'the workspace'
}

function grant({ role, expiresAt }: { role: string; expiresAt: string | null }): Fact[] {
  return facts([
    ['Role', capital(role)],
    ['Ends', expiresAt === null ? 'Never' : moment(expiresAt)],
  ])
}

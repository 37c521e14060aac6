import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { personSchema } from './envelope.ts'
import { sampleColleague } from './samples.ts'

export const workspaceRoleSchema = z.enum(['owner', 'admin', 'member', 'guest'])
const member = z.object({ person: personSchema, role: workspaceRoleSchema })
const sample = { person: sampleColleague, role: 'member' as const }

export const workspaceEvents = [
  defineEvent({
    type: 'member.invited',
    title: 'Invitation made',
    description: 'A link that lets its holder join the workspace was made.',
    data: z.object({
      invitation: z.object({ id: z.uuid(), role: workspaceRoleSchema, expiresAt: z.iso.datetime() }),
    }),
    sample: {
      invitation: {
        id: '01998c43-9a9a-7b7b-8c8c-0d0d0e0e0f0f',
        role: 'member',
        expiresAt: '2026-11-27T22:30:00.000Z',
      },
    },
  }),
  defineEvent({
    type: 'member.joined',
    title: 'Member joined',
    description: 'A person joined the workspace.',
    data: member,
    sample,
  }),
  defineEvent({
    type: 'member.role_changed',
    title: 'Role changed',
    description: 'The role of a member in the workspace changed.',
    data: member.extend({ previousRole: workspaceRoleSchema }),
    sample: { ...sample, role: 'admin', previousRole: 'member' },
  }),
  defineEvent({
    type: 'member.removed',
    title: 'Member removed',
    description: 'A person left the workspace or was removed from it.',
    data: member,
    sample,
  }),
] as const

import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { documentReferenceSchema, personSchema } from './envelope.ts'
import { sampleColleague, sampleDocument, sampleShareLink } from './samples.ts'

export const documentRoleSchema = z.enum(['owner', 'editor', 'commenter', 'viewer'])
const audience = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('person'), person: personSchema }),
    z.object({ type: z.literal('workspace') }),
  ])
  .describe('One person, or everyone in the workspace.')
const shared = z.object({ document: documentReferenceSchema, with: audience })
const withPerson = { type: 'person' as const, person: sampleColleague }
const link = z.object({
  document: documentReferenceSchema,
  link: z.object({
    id: z.uuid(),
    role: documentRoleSchema,
    expiresAt: z.iso.datetime().nullable().describe('Null if it does not end by itself.'),
  }),
})
const linkSample = { document: sampleDocument, link: sampleShareLink }

export const sharingEvents = [
  defineEvent({
    type: 'document.shared',
    title: 'Document shared',
    description: 'A person, or everyone in the workspace, was given a role on the document.',
    data: shared.extend({ role: documentRoleSchema }),
    sample: { document: sampleDocument, with: withPerson, role: 'editor' },
  }),
  defineEvent({
    type: 'document.share_updated',
    title: 'Sharing changed',
    description: 'The role of a person, or of everyone in the workspace, changed.',
    data: shared.extend({ role: documentRoleSchema, previousRole: documentRoleSchema }),
    sample: { document: sampleDocument, with: withPerson, role: 'viewer', previousRole: 'editor' },
  }),
  defineEvent({
    type: 'document.unshared',
    title: 'Sharing ended',
    description: 'A person, or everyone in the workspace, lost the role on the document.',
    data: shared.extend({ previousRole: documentRoleSchema }),
    sample: { document: sampleDocument, with: withPerson, previousRole: 'viewer' },
  }),
  defineEvent({
    type: 'share_link.created',
    title: 'Share link made',
    description: 'A link that gives a role on the document was made.',
    data: link,
    sample: linkSample,
  }),
  defineEvent({
    type: 'share_link.updated',
    title: 'Share link changed',
    description: 'The role or the end of a share link changed.',
    data: link,
    sample: linkSample,
  }),
  defineEvent({
    type: 'share_link.revoked',
    title: 'Share link revoked',
    description: 'A share link stopped working.',
    data: link,
    sample: linkSample,
  }),
] as const

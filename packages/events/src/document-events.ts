import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { actorSchema, documentReferenceSchema } from './envelope.ts'
import { sampleActor, sampleDocument } from './samples.ts'

const document = z.object({ document: documentReferenceSchema })

/** The longest text of a block that an event carries. A longer text is cut, and `truncated` is set. */
export const MAX_BLOCK_TEXT_LENGTH = 500
/** The most blocks that one `document.saved` lists. */
export const MAX_CHANGED_BLOCKS = 50

export const changedBlockSchema = z
  .object({
    change: z.enum(['added', 'changed', 'removed']),
    id: z
      .string()
      .describe(
        'The id of the block: the same for as long as the block is there. Empty if a program gave it none.',
      ),
    type: z.string().describe('The node type: paragraph, heading, taskItem …'),
    before: z.string().nullable().describe('Its text at the previous save. Null if it was added.'),
    after: z.string().nullable().describe('Its text now. Null if it was removed.'),
    truncated: z
      .boolean()
      .describe(`Whether a text was longer than ${MAX_BLOCK_TEXT_LENGTH} characters, and has been cut.`),
  })
  .meta({ id: 'ChangedBlock' })

const countsSchema = z.object({
  added: z.int(),
  removed: z.int(),
  total: z.int().describe('In the whole document now.'),
})

const contentSchema = z
  .object({
    format: z.enum(['markdown', 'html', 'json']),
    body: z
      .unknown()
      .describe('Text; for `json` the document as Tiptap writes it. Null if it was deleted since.'),
    truncated: z.boolean().describe('Whether the document was too long; `body` is then null.'),
  })
  .meta({ id: 'DocumentContent' })

export const documentEvents = [
  defineEvent({
    type: 'document.created',
    title: 'Document created',
    description: 'A document was created, empty or from Markdown.',
    data: document,
    sample: { document: sampleDocument },
  }),
  defineEvent({
    type: 'document.saved',
    title: 'Document saved',
    description: 'The text changed, and then nobody wrote for two seconds, or the writing went on for ten.',
    data: document.extend({
      editors: z.array(actorSchema).describe('Everyone who has edited since the previous save.'),
      words: countsSchema.describe(
        'Words added and removed since the previous save; in Chinese and Japanese each character is one.',
      ),
      characters: countsSchema.describe('Characters added and removed (UTF-16 code units).'),
      blocks: z
        .array(changedBlockSchema)
        .max(MAX_CHANGED_BLOCKS)
        .describe(`The blocks that changed, ${MAX_CHANGED_BLOCKS} at most.`),
      moreBlocks: z.int().describe('How many changed blocks are not listed.'),
      merged: z
        .int()
        .optional()
        .describe('How many saves this covers, if the endpoint asks for fewer events about a document.'),
      content: contentSchema.optional().describe('The whole content, if the endpoint asks for it.'),
    }),
    sample: {
      document: sampleDocument,
      editors: [sampleActor],
      words: { added: 7, removed: 1, total: 418 },
      characters: { added: 36, removed: 5, total: 2431 },
      blocks: [
        {
          change: 'changed',
          id: 'b7d0f1c2',
          type: 'paragraph',
          before: 'The launch is in March.',
          after: 'The launch is on 3 March.',
          truncated: false,
        },
        {
          change: 'added',
          id: 'c81e22aa',
          type: 'taskItem',
          before: null,
          after: 'Ask the printer for a proof',
          truncated: false,
        },
      ],
      moreBlocks: 0,
    },
  }),
  defineEvent({
    type: 'document.renamed',
    title: 'Document renamed',
    description: 'The title changed.',
    data: document.extend({ previousTitle: z.string() }),
    sample: { document: sampleDocument, previousTitle: 'Untitled' },
  }),
  defineEvent({
    type: 'document.moved',
    title: 'Document moved',
    description:
      'The document was put under another parent, or at the top level, where it also goes when its parent is deleted.',
    data: document.extend({
      parentId: z.uuid().nullable().describe('Null at the top level.'),
      previousParentId: z.uuid().nullable(),
    }),
    sample: {
      document: sampleDocument,
      parentId: '01998c3e-0001-7000-8000-00000000a001',
      previousParentId: null,
    },
  }),
  defineEvent({
    type: 'document.trashed',
    title: 'Document moved to the trash',
    description: 'The document was put in the trash; it can be restored.',
    data: document,
    sample: { document: sampleDocument },
  }),
  defineEvent({
    type: 'document.restored',
    title: 'Document restored',
    description: 'The document was taken out of the trash.',
    data: document,
    sample: { document: sampleDocument },
  }),
  defineEvent({
    type: 'document.deleted',
    title: 'Document deleted',
    description: 'The document was deleted from the trash for good.',
    data: document,
    sample: { document: sampleDocument },
  }),
  defineEvent({
    type: 'document.opened',
    title: 'Document opened',
    description: 'The first writer joined the document, or a reader in it became one.',
    data: document,
    sample: { document: sampleDocument },
  }),
  defineEvent({
    type: 'document.closed',
    title: 'Document closed',
    description:
      'The last writer left the document, or may only read it from now on. If their page has no WebSocket but uses HTTP, they have left once it has been out of sight for half a minute.',
    data: document,
    sample: { document: sampleDocument },
  }),
] as const

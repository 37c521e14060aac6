import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { documentReferenceSchema } from './envelope.ts'
import { sampleDocument } from './samples.ts'

export const fileEvents = [
  defineEvent({
    type: 'file.uploaded',
    title: 'File uploaded',
    description: 'An image was put into a document.',
    data: z.object({
      document: documentReferenceSchema,
      file: z.object({
        id: z.uuid(),
        name: z.string(),
        contentType: z.string(),
        size: z.int().describe('Bytes.'),
        url: z.url().describe('Needs the right to read the document.'),
      }),
    }),
    sample: {
      document: sampleDocument,
      file: {
        id: '01998c42-1111-7222-8333-444455556666',
        name: 'proof.png',
        contentType: 'image/png',
        size: 48213,
        url: `https://docs.example.com/api/v1/documents/${sampleDocument.id}/files/01998c42-1111-7222-8333-444455556666`,
      },
    },
  }),
] as const

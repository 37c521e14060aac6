import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { documentReferenceSchema } from './envelope.ts'
import { sampleDocument } from './samples.ts'

const data = z.object({
  document: documentReferenceSchema,
  task: z.object({ id: z.string().describe('The id of the task’s block.'), text: z.string() }),
})
const sample = { document: sampleDocument, task: { id: 'c81e22aa', text: 'Ask the printer for a proof' } }

export const taskEvents = [
  defineEvent({
    type: 'task.completed',
    title: 'Task completed',
    description: 'A check box in the text was ticked.',
    data,
    sample,
  }),
  defineEvent({
    type: 'task.reopened',
    title: 'Task reopened',
    description: 'A ticked check box in the text was cleared.',
    data,
    sample,
  }),
] as const

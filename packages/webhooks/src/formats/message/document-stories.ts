import type { EventData } from '@quillwire/events'
import { changesOf } from './change.ts'
import type { Fact } from './message.ts'
import type { Stories } from './story.ts'
import { count, facts, fileSize, named, titled, titleOf, who, whoAll } from './wording.ts'

/** Documents, their tasks and their files. */
export const documentStories: Stories = {
  'document.created': ({ actor, data }) => ({
    title: `${who(actor)} created ${titleOf(data.document)}`,
    tone: 'added',
  }),
  'document.saved': ({ actor, data }) => ({
    title: `${whoAll(data.editors.length > 0 ? data.editors : [actor])} edited ${titleOf(data.document)}`,
    tone: 'changed',
    ...changesOf(data),
    facts: wordFacts(data.words),
  }),
  'document.renamed': ({ actor, data }) => ({
    title: `${who(actor)} renamed “${titled(data.previousTitle)}” to “${titleOf(data.document)}”`,
    tone: 'changed',
  }),
  'document.moved': ({ actor, data }) => {
    const parent = data.document.path.at(-1)
    // The title of a parent that not every member may see is not in the path.
    const below = parent === undefined ? 'another place' : titled(parent)
    const where = data.parentId === null ? 'the top level' : below
    return { title: `${who(actor)} moved ${titleOf(data.document)} to ${where}`, tone: 'changed' }
  },
  'document.trashed': ({ actor, data }) => ({
    title: `${who(actor)} moved ${titleOf(data.document)} to the trash`,
    tone: 'removed',
  }),
  'document.restored': ({ actor, data }) => ({
    title: `${who(actor)} took ${titleOf(data.document)} out of the trash`,
    tone: 'added',
  }),
  'document.deleted': ({ actor, data }) => ({
    title: `${who(actor)} deleted ${titleOf(data.document)} for good`,
    tone: 'removed',
    gone: true,
  }),
  'document.opened': ({ actor, data }) => ({
    title: `${who(actor)} opened ${titleOf(data.document)}`,
    tone: 'neutral',
  }),
  'document.closed': ({ actor, data }) => ({
    title: `${who(actor)}, the last writer, left ${titleOf(data.document)}`,
    tone: 'neutral',
  }),
  'task.completed': ({ actor, data }) => ({
    title: `${who(actor)} completed a task in ${titleOf(data.document)}`,
    tone: 'done',
    text: data.task.text,
  }),
  'task.reopened': ({ actor, data }) => ({
    title: `${who(actor)} reopened a task in ${titleOf(data.document)}`,
    tone: 'attention',
    text: data.task.text,
  }),
  'file.uploaded': ({ actor, data: { document, file } }) => ({
    title: `${who(actor)} put ${named(file.name, 60) || 'a file'} into ${titleOf(document)}`,
    tone: 'added',
    facts: facts([
      ['Type', file.contentType],
      ['Size', fileSize(file.size)],
    ]),
  }),
}

function wordFacts({ added, removed, total }: EventData<'document.saved'>['words']): Fact[] {
  const change = [added > 0 && `+${count(added)}`, removed > 0 && `−${count(removed)}`].filter(Boolean)
  return facts([['Words', [...change, `${count(total)} in all`].join(', ')]])
}

import type { Executor } from '@quillwire/database'
import type { Block } from '@quillwire/editor'
import type { Actor } from '@quillwire/events'
import { SYSTEM_ACTOR } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { referenceOf, UNTITLED } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import type { DerivedContent } from './derive.ts'
import { diffBlocks } from './diff-blocks.ts'

export interface SavedChanges {
  documentId: string
  workspaceId: string
  previousTitle: string
  titlesAbove: string[]
  previousBlocks: Block[]
  textChanged: boolean
  content: DerivedContent
  editors: Actor[]
}

/** Records what a save changed: `document.renamed`, `document.saved`, `task.completed` and `task.reopened`. */
export async function recordChanges(
  context: Pick<Context, 'publicUrl'>,
  tx: Executor,
  changes: SavedChanges,
): Promise<void> {
  const { documentId, workspaceId, content, editors } = changes
  const document = referenceOf(context.publicUrl, {
    id: documentId,
    title: content.title,
    titlesAbove: changes.titlesAbove,
  })
  const actor = editors.at(-1) ?? SYSTEM_ACTOR
  // An integration only adds to the text. Titles and check boxes are changed by people and programs.
  const hand = editors.findLast(({ type }) => type !== 'integration') ?? actor
  const common = { workspaceId, documentId }
  if (content.title !== changes.previousTitle)
    await recordEvent(tx, {
      ...common,
      actor: hand,
      type: 'document.renamed',
      data: { document, previousTitle: changes.previousTitle || UNTITLED },
    })
  const diff = diffBlocks(changes.previousBlocks, content.blocks)
  // If only the title changed, `document.renamed` is enough.
  if (!changes.textChanged && diff.blocks.length === 0 && diff.tasks.length === 0) return
  await recordEvent(tx, {
    ...common,
    actor,
    type: 'document.saved',
    data: {
      document,
      editors,
      words: { ...diff.words, total: content.wordCount },
      characters: { ...diff.characters, total: content.characterCount },
      blocks: diff.blocks,
      moreBlocks: diff.moreBlocks,
    },
  })
  for (const { checked, ...task } of diff.tasks)
    await recordEvent(tx, {
      ...common,
      actor: hand,
      type: checked ? 'task.completed' : 'task.reopened',
      data: { document, task },
    })
}

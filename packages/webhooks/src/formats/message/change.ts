import type { EventData } from '@quillwire/events'
import { cleanLine } from '../text/clean.ts'
import { fit } from '../text/fit.ts'
import type { Change } from './message.ts'

const MAX_CHANGES = 10
const MAX_TEXT_LENGTH = 160
/** Characters that are shown of what two versions have in common before they differ. */
const LEAD = 30

type Saved = EventData<'document.saved'>
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The first changed blocks of a save, and how many more there are. */
export function changesOf({ blocks, moreBlocks }: Pick<Saved, 'blocks' | 'moreBlocks'>) {
  return {
    changes: blocks.slice(0, MAX_CHANGES).map(blockChange),
    moreChanges: Math.max(0, blocks.length - MAX_CHANGES) + moreBlocks,
  }
}

function blockChange({ change, type, before, after }: Saved['blocks'][number]): Change {
  const kind = cleanLine(type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')).toLowerCase()
  const nameless = fit(`(${kind || 'block'})`, MAX_TEXT_LENGTH)
  const [was, is] = [blockText(before, nameless), blockText(after, nameless)]
  if (change === 'added') return { label: 'Added', before: null, after: fit(is, MAX_TEXT_LENGTH) }
  if (change === 'removed') return { label: 'Removed', before: fit(was, MAX_TEXT_LENGTH), after: null }
  return textChange(was, is)
}

/** A text that became another. Where both read the same (a paragraph that became a heading), it is shown once. */
export function textChange(before: string, after: string): Change {
  if (before === after) return { label: 'Changed', before: null, after: fit(after, MAX_TEXT_LENGTH) }
  const start = startOfDifference(before, after)
  return { label: 'Changed', before: from(start, before), after: from(start, after) }
}

function blockText(text: string | null, nameless: string): string {
  return cleanLine(text ?? '') || nameless
}

/** Where to begin, so that the difference between two long texts with the same beginning is seen. */
function startOfDifference(before: string, after: string): number {
  let same = 0
  while (same < before.length && before[same] === after[same]) same++
  if (same <= 2 * LEAD) return 0
  const space = before.lastIndexOf(' ', same - LEAD)
  if (space > same - 2 * LEAD) return space + 1
  return graphemes.segment(before).containing(same - LEAD)?.index ?? 0
}

function from(start: number, text: string): string {
  return fit(start === 0 ? text : `…${text.slice(start)}`, MAX_TEXT_LENGTH)
}

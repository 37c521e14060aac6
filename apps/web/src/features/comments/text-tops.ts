import type { EditorView } from '@tiptap/pm/view'
import type { Passage } from './passages.ts'

type View = Pick<EditorView, 'coordsAtPos'> & { dom: Pick<HTMLElement, 'querySelectorAll'> }

/**
 * How far down in the window the text of each passage begins; null where it is gone. This is read from the marks over
 * the text: the editor would search for each place from the first line on, for every card with every letter.
 * @param passages in the order of the text.
 */
export function textTops(view: View, passages: readonly Passage[]): Map<string, number | null> {
  const marks = new Map<string, Element>()
  for (const mark of view.dom.querySelectorAll<HTMLElement>('[data-thread]')) {
    const id = mark.dataset.thread ?? ''
    if (!marks.has(id)) marks.set(id, mark)
  }
  const tops = new Map<string, number | null>()
  let covered = -1
  for (const [index, { id, range }] of passages.entries()) {
    // Where two overlap, only one of them can be read from the page.
    const alone =
      range &&
      range.from >= covered &&
      passages[index - 1]?.range?.from !== range.from &&
      passages[index + 1]?.range?.from !== range.from
    const mark = alone ? marks.get(id)?.getClientRects()[0] : undefined
    tops.set(id, range && (mark ?? view.coordsAtPos(range.from)).top)
    covered = Math.max(covered, range?.to ?? -1)
  }
  return tops
}

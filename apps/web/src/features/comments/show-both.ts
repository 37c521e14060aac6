import type { Editor } from '@tiptap/core'
import { hasScreenKeyboard } from '@/lib/focus.ts'
import { type Passage, showPassage } from './passages.ts'
import { isAtTheFoot } from './use-card-places.ts'

/** Below a card that is whole in sight. */
const AIR_PX = 12

/** The tabs, which stay at the top of the panel. */
const TABS_PX = 52

/** How far down among the cards it stands; if it moves, where it will. */
export const standsAt = (card: HTMLElement) => Number.parseFloat(card.style.top)

/** Brings the passage into sight, and its card. */
export function showBoth(editor: Editor, passage: Passage, panel: HTMLElement): void {
  const card = panel.querySelector<HTMLElement>(`[data-card="${passage.id}"]`)
  if (!card) return
  if (!isAtTheFoot(panel)) {
    const top = (card.parentElement?.getBoundingClientRect().top ?? 0) + standsAt(card)
    // Of a long one its beginning.
    showPassage(editor, passage, 0, top + Math.min(card.offsetHeight, window.innerHeight / 2) + AIR_PX)
    return
  }
  // The keyboard on the screen would lie over the panel. Who wants to write there taps once more.
  if (editor.isFocused && hasScreenKeyboard()) editor.commands.blur()
  showPassage(editor, passage, panel.offsetHeight)
  const down = card.getBoundingClientRect().top - panel.getBoundingClientRect().top
  panel.scrollTo({ top: panel.scrollTop + down - TABS_PX })
}

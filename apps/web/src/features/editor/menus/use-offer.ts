'use client'
import type { Editor } from '@tiptap/core'
import type { BubbleMenuProps } from '@tiptap/react/menus'
import { type RefObject, useEffect } from 'react'
import { readSelection } from '../binding/unread-selection.ts'

/** The plugin key of the menu over the selected text. */
export const SELECTION_MENU = 'selectionMenu'

export type IsOffered = NonNullable<BubbleMenuProps['shouldShow']>

/**
 * Shows and hides the menu where the selection itself does not change. While text is being selected with the mouse the
 * menu is kept away, since it would lie over what is about to be selected.
 */
export function useOffer(editor: Editor, held: RefObject<boolean>, isOffered: IsOffered): void {
  // A right may come, or go, while something is selected.
  useEffect(() => {
    if (!held.current) offer(editor, isOffered)
  }, [editor, held, isOffered])

  useEffect(() => {
    const { view } = editor
    const onDown = () => {
      held.current = true
    }
    const onUp = () => {
      if (!held.current) return
      held.current = false
      // A click into what is selected ends the selection, a moment after the button is let go. Somebody who drags what
      // is selected is looking for a place for it.
      requestAnimationFrame(() => {
        if (!editor.isDestroyed && !view.dragging) offer(editor, isOffered)
      })
    }
    view.dom.addEventListener('pointerdown', onDown)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', onUp)
    return () => {
      view.dom.removeEventListener('pointerdown', onDown)
      window.removeEventListener('pointerup', onUp)
      window.removeEventListener('pointercancel', onUp)
    }
  }, [editor, held, isOffered])
}

/** Shows the menu at what is selected now, or hides it. */
function offer(editor: Editor, isOffered: IsOffered): void {
  const { view } = editor
  readSelection(view)
  const isShown = isOfferedNow(editor, isOffered)
  const tell = (what: string) => view.dispatch(view.state.tr.setMeta(SELECTION_MENU, what))
  tell(isShown ? 'show' : 'hide')
  // Only a menu that is shown can be placed.
  if (isShown) tell('updatePosition')
}

/** Whether the menu is offered for what is selected. */
export function isOfferedNow(editor: Editor, isOffered: IsOffered): boolean {
  const { state, view } = editor
  const { from, to } = state.selection
  return isOffered({ editor, view, state, from, to, element: view.dom })
}

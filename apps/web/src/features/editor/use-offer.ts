'use client'
import type { Editor } from '@tiptap/core'
import type { BubbleMenuProps } from '@tiptap/react/menus'
import { type RefObject, useEffect } from 'react'

/** Of the menu over the selected text, in ProseMirror. */
export const SELECTION_MENU = 'selectionMenu'

/**
 * Shows and hides the menu where the selection itself does not change: while text is being selected with the mouse it is
 * kept away, since it would lie over what is about to be selected.
 */
export function useOffer(
  editor: Editor,
  held: RefObject<boolean>,
  isOffered: NonNullable<BubbleMenuProps['shouldShow']>,
): void {
  // A right may come, or go, while something is selected.
  useEffect(() => {
    const { view } = editor
    const { state } = view
    const { from, to } = state.selection
    if (held.current || from === to) return
    const isShown = isOffered({ editor, view, state, from, to, element: view.dom })
    view.dispatch(state.tr.setMeta(SELECTION_MENU, isShown ? 'show' : 'hide'))
  }, [editor, held, isOffered])

  useEffect(() => {
    const { view } = editor
    const onDown = () => {
      held.current = true
    }
    const onUp = () => {
      if (!held.current) return
      held.current = false
      // A click into what is selected ends the selection, a moment after the button is let go.
      requestAnimationFrame(() => {
        if (editor.isDestroyed) return
        const { state } = view
        const { from, to } = state.selection
        if (isOffered({ editor, view, state, from, to, element: view.dom }))
          view.dispatch(state.tr.setMeta(SELECTION_MENU, 'show'))
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

'use client'
import type { Editor } from '@tiptap/core'
import { useEffect, useReducer, useRef, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { cn } from '@/lib/cn.ts'
import { slashMenu } from './slash-menu-store.ts'

const HEIGHT = 320
const GAP_PX = 6
/** The height of the document's header, which the menu does not cover. */
const HEADER_PX = 48

const LIST = 'slash-menu'
const optionOf = (index: number) => `${LIST}-${index}`

export function SlashMenu({ editor }: { editor: Editor }) {
  const menu = useSyncExternalStore(slashMenu.subscribe, slashMenu.snapshot, () => null)
  const selected = useRef<HTMLButtonElement>(null)
  const [, placeAgain] = useReducer((count: number) => count + 1, 0)
  const isOpen = menu !== null
  useEffect(() => {
    if (!isOpen) return
    // In the capture phase, to hear of anything that scrolls.
    const options = { capture: true, passive: true }
    window.addEventListener('scroll', placeAgain, options)
    window.addEventListener('resize', placeAgain)
    window.visualViewport?.addEventListener('resize', placeAgain)
    return () => {
      window.visualViewport?.removeEventListener('resize', placeAgain)
      window.removeEventListener('scroll', placeAgain, options)
      window.removeEventListener('resize', placeAgain)
    }
  }, [isOpen])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect is for every change of the selection
  useEffect(() => {
    // Not as the effect's result: newer browsers return a promise, which React would call at the next change.
    selected.current?.scrollIntoView({ block: 'nearest' })
  }, [menu?.selected])
  useSaidIn(editor, menu && (menu.items.length > 0 ? optionOf(menu.selected) : null))
  const place = menu?.place()
  // A menu whose line has left the window would stand at its edge and belong to nothing.
  if (!menu || !place || place.bottom < 0 || place.top > window.innerHeight) return null
  // A keyboard on the screen covers the window's foot, and does not always make the window smaller.
  const end = Math.min(
    window.innerHeight,
    (window.visualViewport?.height ?? Infinity) + (window.visualViewport?.offsetTop ?? 0),
  )
  const [roomAbove, roomBelow] = [place.top - HEADER_PX, end - place.bottom - 2 * GAP_PX]
  const below = roomBelow >= Math.min(HEIGHT, roomAbove)
  return createPortal(
    <div
      id={LIST}
      role="listbox"
      aria-label="Blocks"
      className="fixed z-50 w-72 overflow-y-auto rounded-lg border bg-surface p-1 shadow-xl"
      // The caret stays in the text, also while the menu is scrolled.
      onMouseDown={(event) => event.preventDefault()}
      style={{
        left: Math.max(8, Math.min(place.left, window.innerWidth - 300)),
        maxHeight: Math.min(HEIGHT, below ? roomBelow : roomAbove - GAP_PX),
        ...(below ? { top: place.bottom + GAP_PX } : { bottom: window.innerHeight - place.top + GAP_PX }),
      }}
    >
      {menu.items.length === 0 && (
        <p role="status" className="px-3 py-2 text-quiet text-sm">
          No block has this name.
        </p>
      )}
      {menu.items.map((item, index) => (
        <button
          key={item.title}
          id={optionOf(index)}
          ref={index === menu.selected ? selected : null}
          type="button"
          role="option"
          aria-selected={index === menu.selected}
          className={cn(
            'flex w-full items-center gap-3 rounded-md px-2.5 py-1.5 text-left text-sm pointer-coarse:min-h-11',
            index === menu.selected && 'bg-tint',
          )}
          onMouseMove={() => index !== menu.selected && slashMenu.select(index)}
          onMouseDown={() => menu.choose(item)}
        >
          <item.icon className="size-4 text-quiet" />
          <span className="flex-1">{item.title}</span>
          <span className="text-faint text-xs">{item.hint}</span>
        </button>
      ))}
    </div>,
    document.body,
  )
}

/**
 * The focus stays in the text while the menu is open. So attributes of the text name the list and what is chosen in it,
 * for screen readers to say. They are set past ProseMirror, which leaves attributes alone that it has not set.
 */
function useSaidIn({ view }: Editor, chosen: string | null): void {
  const isOpen = chosen !== null
  useEffect(() => {
    if (!isOpen) return
    const { dom } = view
    dom.setAttribute('aria-autocomplete', 'list')
    dom.setAttribute('aria-controls', LIST)
    return () => {
      for (const name of ['aria-autocomplete', 'aria-controls', 'aria-activedescendant'])
        dom.removeAttribute(name)
    }
  }, [view, isOpen])
  useEffect(() => {
    if (chosen) view.dom.setAttribute('aria-activedescendant', chosen)
  }, [view, chosen])
}

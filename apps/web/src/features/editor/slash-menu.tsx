'use client'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { cn } from '@/lib/cn.ts'
import { slashMenu } from './slash-menu-store.ts'

const HEIGHT = 320

export function SlashMenu() {
  const menu = useSyncExternalStore(slashMenu.subscribe, slashMenu.snapshot, () => null)
  const selected = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect is for every change of the selection
  useEffect(() => selected.current?.scrollIntoView({ block: 'nearest' }), [menu?.selected])
  if (!menu?.rect) return null
  const below = menu.rect.bottom + HEIGHT + 12 < window.innerHeight
  return createPortal(
    <div
      role="listbox"
      aria-label="Blocks"
      className="fixed z-50 w-72 overflow-y-auto rounded-lg border bg-surface p-1 shadow-xl"
      style={{
        left: Math.max(8, Math.min(menu.rect.left, window.innerWidth - 300)),
        maxHeight: HEIGHT,
        ...(below ? { top: menu.rect.bottom + 6 } : { bottom: window.innerHeight - menu.rect.top + 6 }),
      }}
    >
      {menu.items.length === 0 && <p className="px-3 py-2 text-quiet text-sm">No block of this name.</p>}
      {menu.items.map((item, index) => (
        <button
          key={item.title}
          ref={index === menu.selected ? selected : null}
          type="button"
          role="option"
          aria-selected={index === menu.selected}
          className={cn(
            'flex w-full items-center gap-3 rounded-md px-2.5 py-1.5 text-left text-sm',
            index === menu.selected && 'bg-sunken',
          )}
          onMouseMove={() => index !== menu.selected && slashMenu.select(index)}
          onMouseDown={(event) => {
            event.preventDefault()
            menu.choose(item)
          }}
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

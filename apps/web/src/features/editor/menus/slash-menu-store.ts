import type { SlashItem } from './slash-items.ts'

interface SlashMenuState {
  items: SlashItem[]
  selected: number
  /** Where the “/” stands on the screen at this moment. */
  place(): DOMRect | null
  choose(item: SlashItem): void
}

interface SuggestionProps {
  items: SlashItem[]
  clientRect?: (() => DOMRect | null) | null
  command(item: SlashItem): void
}

let state: SlashMenuState | null = null
const listeners = new Set<() => void>()

function set(next: SlashMenuState | null) {
  state = next
  for (const listener of listeners) listener()
}

/** Connects the editor's plugin, which knows when the menu is open, with React, which draws it. */
export const slashMenu = {
  subscribe(listener: () => void) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  snapshot: () => state,
  open({ items, clientRect, command }: SuggestionProps) {
    const selected = Math.min(state?.selected ?? 0, Math.max(items.length - 1, 0))
    set({ items, selected, place: () => clientRect?.() ?? null, choose: command })
  },
  /** Brings an open menu up to date. */
  refresh(items: SlashItem[], choose: SlashMenuState['choose']) {
    if (state)
      state = { ...state, items, choose, selected: Math.min(state.selected, Math.max(items.length - 1, 0)) }
  },
  close: () => set(null),
  select(selected: number) {
    if (state) set({ ...state, selected })
  },
  /** Returns whether the menu has taken the key. */
  key(key: string): boolean {
    if (!state || state.items.length === 0) return false
    const { items, selected, choose } = state
    if (key === 'ArrowDown') slashMenu.select((selected + 1) % items.length)
    else if (key === 'ArrowUp') slashMenu.select((selected - 1 + items.length) % items.length)
    else if (key === 'Enter' || key === 'Tab') {
      const item = items[selected]
      if (item) choose(item)
    } else if (key === 'Escape') slashMenu.close()
    else return false
    return true
  },
}

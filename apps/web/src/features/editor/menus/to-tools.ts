'use client'
import { Extension } from '@tiptap/core'
import type { KeyboardEvent } from 'react'
import { isComposing } from '@/lib/composing.ts'

/** The key that leads to the tools over the text, as in other editors. */
export const TOOLS_KEY = 'Alt+F10'

/** Leads from the text to the bar over it: Tab would first go through all that can be pressed in the text. */
export const ToTools = Extension.create({
  name: 'toTools',

  addKeyboardShortcuts() {
    return {
      'Alt-F10': ({ editor }) => {
        const bar = editor.view.dom.parentElement?.querySelector('[role=toolbar]')
        const first = bar && toolsOf(bar)[0]
        first?.focus()
        return Boolean(first)
      },
    }
  },
})

/** What a key means within a bar: the arrows go from tool to tool, Escape goes back to the text. */
export function moveInTools(event: KeyboardEvent<HTMLElement>, leave: () => void): void {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isComposing(event)) return
  const { target, currentTarget, key } = event
  if (key === 'Escape') {
    event.preventDefault()
    leave()
    return
  }
  // In an input the arrows go from letter to letter.
  if (target instanceof HTMLInputElement) return
  const tools = toolsOf(currentTarget)
  const at = tools.findIndex((tool) => tool.matches(':focus'))
  const next = {
    ArrowRight: tools[(at + 1) % tools.length],
    ArrowLeft: tools.at(at - 1),
    Home: tools[0],
    End: tools.at(-1),
  }[key]
  if (!next) return
  event.preventDefault()
  next.focus()
}

const toolsOf = (bar: Element) => [
  ...bar.querySelectorAll<HTMLElement>('a[href], button:enabled, input, select'),
]

'use client'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'

/** How long a name stands at a caret after the caret moved. */
const SHOWN_MS = 2000

/**
 * The names at other people's carets cover the line above, so each is shown for a moment after its caret moved, and
 * again under the pointer. Which ones are shown is kept here, because the editor makes their elements anew as it likes.
 */
export function createCaretLabels(provider: HocuspocusProvider) {
  const shown = new Map<number, ReturnType<typeof setTimeout>>()
  const cursors = new Map<number, string>()

  function render(user: Record<string, unknown>): HTMLElement {
    const caret = document.createElement('span')
    caret.className = 'remote-caret'
    caret.style.setProperty('--caret', String(user.color))
    const clientId = Number(user.clientId)
    caret.dataset.client = String(clientId)
    caret.toggleAttribute('data-moved', shown.has(clientId))
    // Firefox draws one's own caret, where it stands before this one, in the first text that is in here: without any in
    // the line that is the name, or nothing.
    const line = document.createElement('span')
    line.className = 'remote-caret-line'
    const label = document.createElement('span')
    label.className = 'remote-caret-label'
    // As an attribute, drawn by the style sheet: it is not to be read, selected or copied as part of the text.
    label.dataset.name = String(user.name)
    caret.append(line, label)
    caret.addEventListener('pointerenter', () => place(caret))
    return caret
  }

  const extension = Extension.create({
    name: 'caretLabels',
    addProseMirrorPlugins: () => [
      new Plugin({
        view(view) {
          const { awareness } = provider
          const mark = (clientId: number, moved: boolean) => {
            for (const caret of view.dom.querySelectorAll(`.remote-caret[data-client="${clientId}"]`)) {
              caret.toggleAttribute('data-moved', moved)
              if (moved) place(caret)
            }
          }
          const hide = (clientId: number) => {
            clearTimeout(shown.get(clientId))
            shown.delete(clientId)
            mark(clientId, false)
          }
          const onChange = ({
            added,
            updated,
            removed,
          }: Record<'added' | 'updated' | 'removed', number[]>) => {
            for (const clientId of [...added, ...updated]) {
              const cursor = JSON.stringify(awareness?.getStates().get(clientId)?.cursor ?? null)
              if (cursors.get(clientId) === cursor) continue
              cursors.set(clientId, cursor)
              clearTimeout(shown.get(clientId))
              shown.set(clientId, setTimeout(hide, SHOWN_MS, clientId))
              mark(clientId, true)
            }
            for (const clientId of removed) {
              hide(clientId)
              cursors.delete(clientId)
            }
          }
          awareness?.on('change', onChange)
          return {
            update() {
              for (const caret of view.dom.querySelectorAll('.remote-caret[data-moved]')) place(caret)
            },
            destroy() {
              awareness?.off('change', onChange)
              for (const clientId of shown.keys()) hide(clientId)
            },
          }
        },
      }),
    ],
  })
  return { render, extension }
}

/** Has the name stand where there is room for it: it is neither to widen the page nor to be cut off by a table. */
function place(caret: Element): void {
  const label = caret.querySelector('.remote-caret-label')?.getBoundingClientRect()
  if (!label) return
  const { left, top } = caret.getBoundingClientRect()
  const around = caret.closest('.tableWrapper, pre')?.getBoundingClientRect()
  const end = Math.min(around?.right ?? Number.POSITIVE_INFINITY, document.documentElement.clientWidth)
  caret.toggleAttribute('data-turned', left + label.width > end)
  caret.toggleAttribute('data-below', top - label.height < (around?.top ?? 0))
}

'use client'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { placeLabels, showNames } from './place-labels.ts'

/** How long a name stands at a caret after the caret moved. */
const SHOWN_MS = 2000

/**
 * The names at other people's carets cover the line above, so each is shown for a moment after its caret moved, and
 * again under the pointer. Which ones are shown is kept here, because the editor makes their elements anew at any time.
 */
export function createCaretLabels(provider: HocuspocusProvider) {
  /** The clients whose carets have just moved, in the order in which they began to. */
  const moved = new Map<number, ReturnType<typeof setTimeout>>()
  let named: ReadonlySet<number> = new Set()
  const cursors = new Map<number, string>()

  function render(user: Record<string, unknown>): HTMLElement {
    const caret = document.createElement('span')
    caret.className = 'remote-caret'
    caret.style.setProperty('--caret', String(user.color))
    const clientId = Number(user.clientId)
    caret.dataset.client = String(clientId)
    caret.toggleAttribute('data-moved', named.has(clientId))
    // Firefox draws one's own caret, where it stands before this one, in the first text inside this element. Without
    // any text in the line, that would be the name, or nothing.
    const line = document.createElement('span')
    line.className = 'remote-caret-line'
    const label = document.createElement('span')
    label.className = 'remote-caret-label'
    // As an attribute, drawn by the style sheet, so that it is not read, selected or copied as part of the text.
    label.dataset.name = String(user.name)
    caret.append(line, label)
    caret.addEventListener('pointerenter', () => placeLabels([caret], pageSize()))
    return caret
  }

  const extension = Extension.create({
    name: 'caretLabels',
    addProseMirrorPlugins: () => [
      new Plugin({
        view(view) {
          const { awareness } = provider
          let frame = 0
          const show = () => {
            frame = 0
            const carets = [...view.dom.querySelectorAll<HTMLElement>('.remote-caret')].map((caret) => ({
              clientId: Number(caret.dataset.client),
              caret,
            }))
            const order = [...moved.keys()]
            for (const { caret, clientId } of carets)
              if (!moved.has(clientId)) caret.removeAttribute('data-moved')
            named = showNames(
              carets
                .filter(({ clientId }) => moved.has(clientId))
                .toSorted((a, b) => order.indexOf(a.clientId) - order.indexOf(b.clientId)),
              pageSize(),
            )
          }
          // Once before the page is drawn, however many changes come until then.
          const showSoon = () => {
            if (frame === 0 && (moved.size > 0 || named.size > 0)) frame = requestAnimationFrame(show)
          }
          const forget = (clientId: number) => {
            clearTimeout(moved.get(clientId))
            moved.delete(clientId)
            showSoon()
          }
          const onChange = ({
            added,
            updated,
            removed,
          }: Record<'added' | 'updated' | 'removed', number[]>) => {
            for (const clientId of [...added, ...updated]) {
              // One's own caret has no name.
              if (clientId === awareness?.clientID) continue
              const cursor = JSON.stringify(awareness?.getStates().get(clientId)?.cursor ?? null)
              if (cursors.get(clientId) === cursor) continue
              cursors.set(clientId, cursor)
              clearTimeout(moved.get(clientId))
              moved.set(clientId, setTimeout(forget, SHOWN_MS, clientId))
            }
            for (const clientId of removed) {
              forget(clientId)
              cursors.delete(clientId)
            }
            showSoon()
          }
          awareness?.on('change', onChange)
          return {
            update: showSoon,
            destroy() {
              awareness?.off('change', onChange)
              for (const timer of moved.values()) clearTimeout(timer)
              moved.clear()
              cancelAnimationFrame(frame)
            },
          }
        },
      }),
    ],
  })
  return { render, extension }
}

const pageSize = () => ({
  width: document.documentElement.clientWidth,
  height: document.documentElement.clientHeight,
})

'use client'
import type { Editor } from '@tiptap/core'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Passage } from './passages.ts'
import { placeCards } from './place-cards.ts'
import { textTops } from './text-tops.ts'

interface CardPlace {
  top: number
  /** Whether it stood somewhere before, so that it moves from there. */
  settled: boolean
}

/**
 * The height at which each card stands, from where its text stands. Measured anew with every render, which every edit of
 * anybody is, and whenever something that is not an edit moves the text: an image that has come, a longer title.
 */
export function useCardPlaces(
  editor: Editor,
  container: RefObject<HTMLDivElement | null>,
  passages: readonly Passage[],
  active: string | null,
): (id: string) => CardPlace {
  const [tops, setTops] = useState<ReadonlyMap<string, number>>(new Map())
  const [, measureAgain] = useState(0)
  const settled = useRef<ReadonlyMap<string, number>>(tops)
  const ids = passages.map(({ id }) => id).join()

  // biome-ignore lint/correctness/useExhaustiveDependencies: with other passages the cards are others
  useEffect(() => {
    const element = container.current
    if (!element) return
    const observer = new ResizeObserver(() => measureAgain((count) => count + 1))
    observer.observe(editor.view.dom)
    const title = editor.view.dom.closest('main')?.querySelector('textarea')
    if (title) observer.observe(title)
    for (const card of element.children) observer.observe(card)
    return () => observer.disconnect()
  }, [editor, container, ids])

  useLayoutEffect(() => {
    const element = container.current
    if (!element) return
    const origin = element.getBoundingClientRect().top
    const heights = new Map<string | undefined, number>()
    for (const card of element.children)
      if (card instanceof HTMLElement) heights.set(card.dataset.card, card.offsetHeight)
    const texts = textTops(editor.view, passages)
    const cards = passages.map(({ id }) => {
      const top = texts.get(id) ?? null
      return { id, wanted: top === null ? null : Math.round(top - origin), height: heights.get(id) ?? 0 }
    })
    const next = placeCards(cards, active)
    const end = Math.max(0, ...cards.map(({ id, height }) => (next.get(id) ?? 0) + height))
    // The cards take no room of their own where they are placed, and the page is to end below the last of them.
    element.style.setProperty('--cards-end', `${end}px`)
    setTops((before) => (same(before, next) ? before : next))
  })

  // After it was drawn: a card that is new must not be seen to come from the top.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      settled.current = tops
    })
    return () => cancelAnimationFrame(frame)
  }, [tops])

  return (id) => ({ top: tops.get(id) ?? 0, settled: settled.current.has(id) })
}

function same(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([id, top]) => b.get(id) === top)
}

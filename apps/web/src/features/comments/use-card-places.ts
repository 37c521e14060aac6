'use client'
import type { Editor } from '@tiptap/core'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { cardsInSight, type Stretch, stretchAround } from './cards-in-sight.ts'
import type { Passage } from './passages.ts'
import { type Card, placeCards } from './place-cards.ts'
import { textTops } from './text-tops.ts'

interface CardPlace {
  top: number
  /** Whether it stood somewhere before, so that it moves from there. */
  settled: boolean
}

interface Options {
  editor: Editor
  /** The element that scrolls where the comments lie at the foot of the window. */
  panel: RefObject<HTMLElement | null>
  container: RefObject<HTMLDivElement | null>
  passages: readonly Passage[]
  lookedAt: string | null
  /** The height assumed for a card that was never drawn. */
  likelyHeight(id: string, inList: boolean): number
}

interface Places {
  cards: readonly Card[]
  tops: ReadonlyMap<string, number>
}

type TextTops = ReadonlyMap<string, number | null>

/** Whether the comments are a list at the foot of the window. */
export const isAtTheFoot = (panel: HTMLElement) => getComputedStyle(panel).position === 'fixed'

/**
 * Finds from the places of the texts where each card stands, and whether it is drawn. This is measured anew with every
 * edit of anybody, and whenever something else moves the text: an image that has come, a longer title.
 * @returns a function that gives the place of a card; null where it is out of sight and not drawn.
 */
export function useCardPlaces(options: Options): (id: string) => CardPlace | null {
  const { editor, panel, container, passages, lookedAt, likelyHeight } = options
  const [places, setPlaces] = useState<Places>({ cards: [], tops: new Map() })
  const [stretch, setStretch] = useState<Stretch>({ from: 0, to: 0 })
  const [focused, setFocused] = useState<string | null>(null)
  /** How often something moved the text, and how often the height of a card changed. */
  const [textMoved, setTextMoved] = useState(0)
  const [, setCardsGrown] = useState(0)
  const texts = useRef<{ passages: readonly Passage[]; textMoved: number; tops: TextTops } | null>(null)
  const heights = useRef(new Map<string, number>())
  const settled = useRef<ReadonlySet<string>>(new Set())

  const { cards, tops } = places
  const placed = cards.map((card) => ({ ...card, top: tops.get(card.id) ?? 0 }))
  const inSight = cardsInSight(placed, stretch, { lookedAt, focused })
  const isDrawn = (id: string) => id === lookedAt || inSight.has(id)
  const drawn = passages.filter(({ id }) => isDrawn(id))
  const ids = drawn.map(({ id }) => id).join()

  useEffect(() => {
    const observer = new ResizeObserver(() => setTextMoved((count) => count + 1))
    observer.observe(editor.view.dom)
    const title = editor.view.dom.closest('main')?.querySelector('textarea')
    if (title) observer.observe(title)
    return () => observer.disconnect()
  }, [editor])

  // biome-ignore lint/correctness/useExhaustiveDependencies: other cards in sight are other elements
  useEffect(() => {
    const element = container.current
    if (!element) return
    const observer = new ResizeObserver(() => setCardsGrown((count) => count + 1))
    for (const card of element.children) observer.observe(card)
    return () => observer.disconnect()
  }, [container, ids])

  useEffect(() => {
    const look = () => {
      if (panel.current && container.current) setStretch(keeping(seen(panel.current, container.current)))
    }
    // The panel or the window scrolls. The window hears of the panel's scrolling only in the capture phase.
    const listening = { capture: true, passive: true }
    window.addEventListener('scroll', look, listening)
    window.addEventListener('resize', look)
    return () => {
      window.removeEventListener('scroll', look, listening)
      window.removeEventListener('resize', look)
    }
  }, [panel, container])

  useEffect(() => {
    const element = container.current
    const follow = ({ target }: FocusEvent) => {
      const card = target instanceof Element && target.closest<HTMLElement>('[data-card]')?.dataset.card
      if (card) setFocused(card)
    }
    element?.addEventListener('focusin', follow)
    return () => element?.removeEventListener('focusin', follow)
  }, [container])

  useLayoutEffect(() => {
    const element = container.current
    if (!element || !panel.current) return
    const shown = new Map<string, number>()
    for (const card of element.children) {
      if (!(card instanceof HTMLElement) || card.dataset.card === undefined) continue
      shown.set(card.dataset.card, card.offsetHeight)
      // A card is higher while it is looked at.
      if (card.dataset.card !== lookedAt) heights.current.set(card.dataset.card, card.offsetHeight)
    }
    const inList = isAtTheFoot(panel.current)
    // Scrolling moves the cards along with the text, so it needs no measuring.
    if (texts.current?.passages !== passages || texts.current.textMoved !== textMoved) {
      const tops = inList ? new Map() : textTopsBelow(element, editor, passages)
      texts.current = { passages, textMoved, tops }
    }
    const wantedTops = texts.current.tops
    const next = passages.map(({ id }) => ({
      id,
      wanted: wantedTops.get(id) ?? null,
      height: shown.get(id) ?? heights.current.get(id) ?? likelyHeight(id, inList),
    }))
    const nextTops = placeCards(next, lookedAt)
    const end = Math.max(0, ...next.map(({ id, height }) => (nextTops.get(id) ?? 0) + height))
    // The cards take no room of their own, but the page has to end below the last of them.
    element.style.setProperty('--cards-end', `${end}px`)
    setPlaces((before) =>
      same(before.cards, next) && sameTops(before.tops, nextTops) ? before : { cards: next, tops: nextTops },
    )
    setStretch(keeping(seen(panel.current, element)))
  })

  // After drawing: a new card must not be seen to come from the top.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      settled.current = new Set(ids.split(',').filter((id) => tops.has(id)))
    })
    return () => cancelAnimationFrame(frame)
  }, [tops, ids])

  return (id) => (isDrawn(id) ? { top: tops.get(id) ?? 0, settled: settled.current.has(id) } : null)
}

/** How far below the beginning of the cards the texts stand. */
function textTopsBelow(container: HTMLElement, editor: Editor, passages: readonly Passage[]): TextTops {
  const origin = container.getBoundingClientRect().top
  const tops = [...textTops(editor.view, passages)]
  return new Map(tops.map(([id, top]) => [id, top === null ? null : Math.round(top - origin)]))
}

/** The stretch of the cards that is seen. */
function seen(panel: HTMLElement, container: HTMLElement): Stretch {
  const origin = container.getBoundingClientRect().top
  const { top, bottom } = isAtTheFoot(panel)
    ? panel.getBoundingClientRect()
    : { top: 0, bottom: window.innerHeight }
  return { from: top - origin, to: bottom - origin }
}

/** Keeps the same object while the stretch is the same. */
function keeping(sight: Stretch): (before: Stretch) => Stretch {
  const next = stretchAround(sight)
  return (before) => (before.from === next.from && before.to === next.to ? before : next)
}

function same(a: readonly Card[], b: readonly Card[]): boolean {
  return (
    a.length === b.length &&
    a.every((card, index) => {
      const other = b[index]
      return card.id === other?.id && card.wanted === other.wanted && card.height === other.height
    })
  )
}

function sameTops(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([id, top]) => b.get(id) === top)
}

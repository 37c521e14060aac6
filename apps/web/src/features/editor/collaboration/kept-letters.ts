/**
 * Keeps what one writes in a block that somebody else makes another at that moment: a paragraph that becomes a heading,
 * an item of a list, or what it was before. In Yjs the old block is deleted and a new one made with the text that the
 * other one saw, so letters that were under way to them, or written offline, would go with the old block. Ours have ids
 * that the new one keeps: by them it is found, and each person's own browser writes their letters into it again.
 */
import { FRAGMENT } from '@quillwire/editor'
import * as Y from 'yjs'

interface Letter {
  /** A unit of UTF-16. */
  unit: string
  own: boolean
}

/** Above so many comparisons the letters are left: blocks are hardly that long, and nobody is to wait for it. */
const COMPARISONS_LIMIT = 16_000_000
/** Of a letter of somebody else that is in both texts: more than of all of one's own together. */
const OTHERS_WORTH = 1 << 16

/** @param clients by which of Yjs's client ids one's own letters are known: see `ownClients`. */
export function keepLetters(ydoc: Y.Doc, clients: ReadonlySet<number>): void {
  // Before anything is told of the change: the new block is complete when the editor first sees it, and the caret right.
  ydoc.on('beforeObserverCalls', (transaction: Y.Transaction) => {
    if (transaction.local) return
    const lost = blocksWithOwnLetters(transaction, clients)
    if (lost.size === 0) return
    const texts = textsOf(ydoc.getXmlFragment(FRAGMENT), new Set(lost.keys()))
    ydoc.transact(() => {
      for (const [id, letters] of lost) {
        const text = texts.get(id)
        if (text) writeMissing(text, letters)
      }
    }, 'kept-letters')
  })
}

/** So many reloads of one tab are remembered. */
const RELOADS = 20

/**
 * The client ids by which this tab writes and has written in the document: a reload has a new one, and what was written
 * offline before it is one's own no less. Another tab's are not among them: each letter is kept by one page alone.
 */
export function ownClients(documentId: string, ydoc: Y.Doc): ReadonlySet<number> {
  const key = `quillwire.writer.${documentId}`
  const before = (sessionStorage.getItem(key) ?? '').split(',').filter(Boolean).map(Number)
  const clients = [...before.slice(-RELOADS), ydoc.clientID]
  sessionStorage.setItem(key, clients.join(','))
  return new Set(clients)
}

/** By the ids of blocks that this change deletes: their letters as they were before it, where some are one's own. */
function blocksWithOwnLetters(
  transaction: Y.Transaction,
  clients: ReadonlySet<number>,
): Map<string, Letter[]> {
  const found = new Map<string, Letter[]>()
  const isGone = (item: Y.Item) => item.deleted && Y.isDeleted(transaction.deleteSet, item.id)
  const visit = (item: Y.Item) => {
    const element = elementIn(item)
    if (!element || !isGone(item)) return
    const id = idOf(element)
    const text = onlyText(element, isGone)
    if (id && text) {
      const letters = lettersOf(text, isGone, clients)
      if (letters.some(({ own }) => own)) found.set(id, letters)
    } else for (const child of itemsOf(element)) visit(child)
  }
  for (const parent of transaction.changed.keys())
    if (parent instanceof Y.XmlFragment) for (const item of itemsOf(parent)) visit(item)
  return found
}

function textsOf(parent: Y.XmlFragment, ids: ReadonlySet<string>): Map<string, Y.XmlText> {
  const found = new Map<string, Y.XmlText>()
  const visit = (element: Y.XmlFragment) => {
    for (const item of itemsOf(element)) {
      const child = isThere(item) ? elementIn(item) : null
      if (!child) continue
      const id = idOf(child)
      const text = id && ids.has(id) ? onlyText(child, isThere) : null
      if (id && text) found.set(id, text)
      else visit(child)
    }
  }
  visit(parent)
  return found
}

/** Writes the own ones among the letters that the text does not have, each where its neighbours are. */
function writeMissing(text: Y.XmlText, letters: readonly Letter[]): void {
  let at = 0
  for (const { kind, units } of stepsThrough(letters, lettersOf(text, isThere))) {
    if (kind === 'write') text.insert(at, units)
    at += units.length
  }
}

interface Step {
  kind: 'pass' | 'write'
  units: string
}

/**
 * The way through both, by the longest common sequence: what of `now` is passed, and what is written in between. Of equal
 * letters those of others were there before one's own: where one is missing, it is one's own.
 */
function stepsThrough(before: readonly Letter[], now: readonly Letter[]): Step[] {
  const limit = Math.min(before.length, now.length)
  const same = (i: number, j: number) => !before[i]?.own && before[i]?.unit === now[j]?.unit
  let start = 0
  while (start < limit && same(start, start)) start++
  let end = 0
  while (end < limit - start && same(before.length - 1 - end, now.length - 1 - end)) end++
  const old = before.slice(start, before.length - end)
  const fresh = now.slice(start, now.length - end)
  const width = fresh.length + 1
  if ((old.length + 1) * width > COMPARISONS_LIMIT) return []
  const common = new Uint32Array((old.length + 1) * width)
  const worth = (i: number, j: number) => common[i * width + j] ?? 0
  const worthOfBoth = (i: number, j: number) =>
    old[i]?.unit === fresh[j]?.unit ? worth(i + 1, j + 1) + (old[i]?.own ? 1 : OTHERS_WORTH) : 0
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      common[i * width + j] = Math.max(worthOfBoth(i, j), worth(i + 1, j), worth(i, j + 1))

  const steps: Step[] = [{ kind: 'pass', units: unitsOf(now.slice(0, start)) }]
  const add = (kind: Step['kind'], units: string) => {
    const last = steps.at(-1)
    if (last?.kind === kind) last.units += units
    else steps.push({ kind, units })
  }
  let j = 0
  for (const [i, { unit, own }] of old.entries()) {
    while (j < fresh.length && worthOfBoth(i, j) < worth(i, j) && worth(i, j + 1) === worth(i, j))
      add('pass', fresh[j++]?.unit ?? '')
    if (j < fresh.length && worthOfBoth(i, j) === worth(i, j)) add('pass', fresh[j++]?.unit ?? '')
    else if (own) add('write', unit)
  }
  return steps
}

const isThere = (item: Y.Item) => !item.deleted

const unitsOf = (letters: readonly Letter[]) => letters.map(({ unit }) => unit).join('')

function lettersOf(
  text: Y.XmlText,
  counts: (item: Y.Item) => boolean,
  clients?: ReadonlySet<number>,
): Letter[] {
  return itemsOf(text)
    .filter(counts)
    .flatMap(({ id, content }) =>
      content instanceof Y.ContentString
        ? content.str.split('').map((unit) => ({ unit, own: clients?.has(id.client) ?? false }))
        : [],
    )
}

/** The text of a block that has nothing else in it. */
function onlyText(element: Y.XmlElement, counts: (item: Y.Item) => boolean): Y.XmlText | null {
  const [item, ...others] = itemsOf(element).filter(counts)
  if (!item || others.length > 0 || !(item.content instanceof Y.ContentType)) return null
  return item.content.type instanceof Y.XmlText ? item.content.type : null
}

function elementIn({ content }: Y.Item): Y.XmlElement | null {
  return content instanceof Y.ContentType && content.type instanceof Y.XmlElement ? content.type : null
}

/** Of a deleted element too, whose attributes Yjs does not tell. */
function idOf(element: Y.XmlElement): string | null {
  const id: unknown = element._map.get('id')?.content.getContent().at(-1)
  return typeof id === 'string' && id !== '' ? id : null
}

/** All that was ever in it, in order. */
function itemsOf(parent: Y.XmlFragment | Y.XmlText): Y.Item[] {
  const items: Y.Item[] = []
  for (let item = parent._start; item; item = item.right) items.push(item)
  return items
}

/** What must hold in the end, whatever was done to a document meanwhile. */
import { actorOf } from '@quillwire/core'
import { deriveContent } from '@quillwire/core/documents/derive'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { renderContent } from '@quillwire/core/documents/read-content'
import { markOf } from '@quillwire/core/documents/state-fingerprint'
import type { EventData } from '@quillwire/events'
import { expect, vi } from 'vitest'
import type * as Y from 'yjs'
import type { TriedDocument } from './document.ts'
import { MARKED, nameOf, type WrittenWord, wordsOfHistory } from './words.ts'

const PATIENCE = { timeout: 30_000, interval: 100 }
const textOf = (ydoc: Y.Doc) => renderContent(ydoc, 'markdown')

/** Waits until everybody has the stored text, and it is saved. */
export async function expectAgreement({ id, owner, writers }: TriedDocument): Promise<void> {
  await vi.waitFor(() => {
    expect(writers.filter((one) => !one.isIn()).map(({ name, way }) => `${name} ${way}`)).toEqual([])
    expect(writers.filter((one) => !one.isSaved()).map(({ name, way }) => `${name} ${way}`)).toEqual([])
  }, PATIENCE)
  await vi.waitFor(async () => {
    const stored = await loadDocument(owner.database, id)
    for (const { ydoc } of writers) expect(textOf(ydoc)).toBe(textOf(stored))
  }, PATIENCE)
  await expectSaved({ id, owner })
}

/** Waits until what is stored is saved in the reader's sense. Equal counts would not tell: one word may replace another. */
export async function expectSaved({ id, owner }: Pick<TriedDocument, 'id' | 'owner'>): Promise<void> {
  await vi.waitFor(async () => {
    const stored = await loadDocument(owner.database, id)
    const saved = await owner.database.prisma.documentContent.findUniqueOrThrow({ where: { documentId: id } })
    expect(Buffer.from(saved.fingerprint)).toEqual(Buffer.from(markOf(stored).fingerprint))
    const { wordCount, characterCount } = deriveContent(stored)
    const row = await owner.database.prisma.document.findUniqueOrThrow({ where: { id } })
    expect(row).toMatchObject({ wordCount, characterCount })
  }, PATIENCE)
}

/** @returns the faults in the history and the events. */
export async function faultsOf(document: TriedDocument): Promise<string[]> {
  const { id, owner, programs, writers } = document
  const history = await wordsOfHistory(owner.database, id)
  const mayDelete = new Set(programs.map(({ principal }) => nameOf(actorOf(principal))))
  const faults: string[] = []

  for (const { name, way, context, ydoc, typed } of writers) {
    const actor = nameOf(actorOf(context.principal))
    for (const word of typed) {
      const written = history.words.get(word)?.find(({ client }) => client === ydoc.clientID)
      if (written) judge(written, actor)
      else if (!history.broughtDeleted(ydoc.clientID)) faults.push(`${word} of ${name} (${way}) is nowhere`)
    }

    function judge(written: WrittenWord, by: string) {
      const { word, at } = written
      if (written.actor !== by) faults.push(`${word} is said to be of ${written.actor}`)
      if (!document.mightWrite(context, at.getTime()))
        faults.push(`${word} (${way}) was taken at ${at.toISOString()}, without the right`)
      if (history.isThere(written)) return
      for (const other of history.deletedBy(written))
        if (!mayDelete.has(other)) faults.push(`${word} was deleted by ${other}`)
    }
  }

  const stored = await loadDocument(owner.database, id)
  if (textOf(history.ydoc) !== textOf(stored)) faults.push('the history leads to another text')
  const times = Map.groupBy(String(textOf(stored)).match(MARKED) ?? [], (word) => word)
  for (const [word, { length }] of times) if (length > 1) faults.push(`${word} stands ${length} times`)
  return [...faults, ...(await faultsOfEvents(document, history.words, deriveContent(stored).wordCount))]
}

async function faultsOfEvents(
  { id, owner }: TriedDocument,
  words: ReadonlyMap<string, WrittenWord[]>,
  wordCount: number,
): Promise<string[]> {
  const faults: string[] = []
  const told = new Set<string>()
  let total: number | undefined
  let opened = 0
  const events = await owner.database.prisma.event.findMany({
    where: { documentId: id },
    orderBy: { sequence: 'asc' },
  })

  function judgeSave({
    editors,
    words: { added, removed, total: now },
    blocks,
  }: EventData<'document.saved'>) {
    if (total !== undefined && total + added - removed !== now)
      faults.push(`${total} words and ${added} without ${removed} are said to be ${now}`)
    total = now
    const names = editors.map(nameOf)
    for (const { after } of blocks)
      for (const word of after?.match(MARKED) ?? []) {
        if (told.has(word)) continue
        told.add(word)
        if (!words.get(word)?.some(({ actor }) => names.includes(actor)))
          faults.push(`${word} is told as a word of ${names}`)
      }
  }

  for (const { type, data } of events) {
    // An event has the data of its type.
    if (type === 'document.saved') judgeSave(data as EventData<'document.saved'>)
    if (type === 'document.opened') opened += 1
    if (type === 'document.closed') opened -= 1
    if (opened < 0 || opened > 1) faults.push(`opened ${opened} times at once`)
  }
  if (opened !== 0) faults.push('opened and not closed')
  if (total !== wordCount) faults.push(`the last save tells of ${total} words, there are ${wordCount}`)
  return faults
}

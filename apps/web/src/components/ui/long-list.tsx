'use client'
import { hasTyped } from '@quillwire/editor/folded'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { FilterField } from './filter-field.tsx'
import { Select } from './input.tsx'
import { NothingFound } from './nothing-found.tsx'
import { ShowMoreButton } from './show-more.tsx'

/** In a list of more than this, one searches for a row instead of reading through. */
const MANY = 10
/** Thousands of rows at once would hold up the page. */
const STEP = 100

interface LongListProps<Item> {
  items: readonly Item[]
  /** The label of the search field: “Find a member”. */
  label: string
  /** The text that is searched. */
  textOf(item: Item): string
  /** If the items are of several kinds: a choice to show only those of one. */
  kinds?: {
    /** “Show members” */
    label: string
    names: Readonly<Record<string, string>>
    of(item: NoInfer<Item>): string
  }
  /** Its `li`. */
  row(item: Item): ReactNode
  /** How the list looks; by default framed, for a list that stands on a page by itself. */
  className?: string
  /** How many rows are drawn at once: fewer if something else stands below them. */
  step?: number
  /** The noun in “Show more …”, given where several lists stand below each other. */
  of?: string
}

/** A list that was read whole. If it is long, it can be filtered, and its end is drawn only on request. */
export function LongList<Item>({
  items,
  label,
  textOf,
  kinds,
  row,
  className = 'divide-y overflow-hidden rounded-xl border bg-surface',
  step = STEP,
  of,
}: LongListProps<Item>) {
  const [query, setQuery] = useState('')
  const [shown, setShown] = useState(step)
  const typed = useDeferredValue(query)
  const [kind, setKind] = useState('')
  const ofKind = kinds && kind ? items.filter((item) => kinds.of(item) === kind) : items
  const found = typed.trim() ? ofKind.filter((item) => hasTyped(textOf(item), typed)) : ofKind
  // The kinds on offer: those that occur, and the chosen one even if nothing is of this kind any more.
  const present = new Set([...(kinds && items.length > MANY ? items.map(kinds.of) : []), kind])
  const names = Object.entries(kinds?.names ?? {}).filter(([name]) => present.has(name))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {(items.length > MANY || query !== '' || kind !== '') && (
        <div className="flex flex-wrap gap-2">
          <div className="min-w-48 flex-1">
            <FilterField label={label} value={query} onChange={setQuery} />
          </div>
          {(names.length > 1 || kind !== '') && (
            <Select
              aria-label={kinds?.label}
              className="h-10"
              value={kind}
              onChange={(event) => setKind(event.target.value)}
            >
              <option value="">All</option>
              {names.map(([name, title]) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </Select>
          )}
        </div>
      )}
      {found.length === 0 ? (
        <NothingFound
          title={nothingText(query.trim(), kinds?.names[kind])}
          onShowAll={() => {
            setQuery('')
            setKind('')
          }}
        />
      ) : (
        <ul className={className}>{found.slice(0, shown).map(row)}</ul>
      )}
      {found.length > shown && <ShowMoreButton of={of} onClick={() => setShown(shown + step)} />}
    </div>
  )
}

/** Names the chosen kind, since items of another kind may well match. */
function nothingText(query: string, kindName: string | undefined): string {
  if (!query) return 'There are none left'
  return `Nothing has “${query}” in it${kindName ? ` among “${kindName}”` : ''}`
}

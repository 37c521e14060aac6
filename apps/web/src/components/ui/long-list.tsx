'use client'
import { hasTyped } from '@quillwire/editor/folded'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { FilterField } from './filter-field.tsx'
import { Select } from './input.tsx'
import { NothingFound } from './nothing-found.tsx'
import { ShowMoreButton } from './show-more.tsx'

/** From so many on one looks for a row rather than at all of them. */
const MANY = 10
/** Thousands of rows at once would hold up the page. */
const STEP = 100

interface LongListProps<Item> {
  items: readonly Item[]
  /** What can be typed to find one: “Find a member”. */
  label: string
  /** What is looked in. */
  textOf(item: Item): string
  /** Where they are of several kinds: one may look at those of one alone. */
  kinds?: {
    /** “Show members” */
    label: string
    names: Readonly<Record<string, string>>
    of(item: NoInfer<Item>): string
  }
  /** Its `li`. */
  row(item: Item): ReactNode
  /** How the list looks: framed, where it stands on a page by itself. */
  className?: string
  /** Rows that are drawn at once: fewer, where something else stands below them. */
  step?: number
  /** What there is more of: said where several lists stand below each other. */
  of?: string
}

/** A list that came whole: where it is long it can be narrowed down, and its end is shown when it is asked for. */
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
  // To choose among: those that there are, and what was chosen though the last of it is another now.
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

/** What of another kind has it in it may well be there. */
function nothingText(query: string, kindName: string | undefined): string {
  if (!query) return 'There are none any more'
  return `Nothing has “${query}” in it${kindName ? ` among “${kindName}”` : ''}`
}

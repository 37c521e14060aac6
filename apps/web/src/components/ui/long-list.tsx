'use client'
import { hasTyped } from '@quillwire/editor/folded'
import { SearchX } from 'lucide-react'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { Button } from './button.tsx'
import { Empty } from './empty.tsx'
import { FilterField } from './filter-field.tsx'
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
  /** Its `li`. */
  row(item: Item): ReactNode
  /** How the list looks: framed, where it stands on a page by itself. */
  className?: string
  /** Rows that are drawn at once: fewer, where something else stands below them. */
  step?: number
}

/** A list that came whole: where it is long it can be narrowed down, and its end is shown when it is asked for. */
export function LongList<Item>({
  items,
  label,
  textOf,
  row,
  className = 'divide-y overflow-hidden rounded-xl border bg-surface',
  step = STEP,
}: LongListProps<Item>) {
  const [query, setQuery] = useState('')
  const [shown, setShown] = useState(step)
  const typed = useDeferredValue(query)
  const found = typed.trim() ? items.filter((item) => hasTyped(textOf(item), typed)) : items
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {(items.length > MANY || query !== '') && (
        <FilterField label={label} value={query} onChange={setQuery} />
      )}
      {found.length === 0 ? (
        <Empty icon={<SearchX />} title={`Nothing has “${query.trim()}” in it`}>
          <Button variant="secondary" size="sm" onClick={() => setQuery('')}>
            Show all
          </Button>
        </Empty>
      ) : (
        <ul className={className}>{found.slice(0, shown).map(row)}</ul>
      )}
      {found.length > shown && <ShowMoreButton onClick={() => setShown(shown + step)} />}
    </div>
  )
}

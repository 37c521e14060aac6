'use client'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { Popover } from 'radix-ui'
import { useEffect, useState } from 'react'
import { Avatar } from '@/components/ui/avatar.tsx'
import { cn } from '@/lib/cn.ts'
import { PresenceNews } from './presence-news.tsx'
import { type Present, presentIn } from './present.ts'

/** As many as there is room for. */
const SHOWN = 5
const SHOWN_NARROW = 2

/** Who is here: each person once, however many windows they have open. */
export function Presence({ provider }: { provider: HocuspocusProvider }) {
  const [people, setPeople] = useState<readonly Present[]>([])
  useEffect(() => {
    const { awareness } = provider
    if (!awareness) return
    const read = () => setPeople((before) => presentIn(awareness.getStates(), before))
    read()
    awareness.on('change', read)
    return () => awareness.off('change', read)
  }, [provider])
  return (
    <>
      <PresenceNews provider={provider} people={people} />
      <ul aria-label="Who is here" className="flex -space-x-px">
        {people.slice(0, SHOWN).map(({ key, name, id }, index) => (
          <li
            key={key}
            title={name}
            className={cn('rounded-full ring-2 ring-paper', index >= SHOWN_NARROW && 'max-sm:hidden')}
          >
            <Avatar name={name} id={id} />
            <span className="sr-only">{name}</span>
          </li>
        ))}
        <Others people={people} shown={SHOWN_NARROW} className="sm:hidden" />
        <Others people={people} shown={SHOWN} className="max-sm:hidden" />
      </ul>
    </>
  )
}

interface OthersProps {
  people: readonly Present[]
  /** How many people have a picture beside it. */
  shown: number
  className: string
}

/** How many more are here. Pressed, it shows the names of all. */
function Others({ people, shown, className }: OthersProps) {
  const more = people.length - shown
  if (more <= 0) return null
  return (
    <li className={className}>
      <Popover.Root>
        <Popover.Trigger asChild>
          <button
            type="button"
            aria-label={`${more} more: all who are here`}
            className="relative grid h-7 min-w-7 place-items-center rounded-full bg-tint px-1 font-medium text-(length:--tiny) text-quiet ring-2 ring-paper before:absolute before:-inset-2 before:right-0 hover:bg-line hover:text-ink"
          >
            +{more}
          </button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="end"
            sideOffset={12}
            aria-label="All who are here"
            className="data-[state=open]:fade-in data-[state=open]:zoom-in-97 z-50 w-64 rounded-lg border bg-surface text-sm shadow-lg outline-none data-[state=open]:animate-in"
          >
            <p className="px-3.5 pt-3 pb-1.5 text-quiet text-xs">{people.length} people are here</p>
            {/* The height cuts the last row in sight, which shows that the list goes on. Not every browser lets the keyboard scroll what cannot have the focus. */}
            <ul
              // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
              tabIndex={0}
              aria-label="Names"
              className="max-h-[19rem] overflow-y-auto overscroll-contain px-3.5 pb-2"
            >
              {people.map(({ key, name, id }) => (
                <li key={key} className="flex items-center gap-2.5 py-1">
                  <Avatar name={name} id={id} className="size-6 text-(length:--least)" />
                  <span className="truncate" title={name}>
                    {name}
                  </span>
                </li>
              ))}
            </ul>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </li>
  )
}

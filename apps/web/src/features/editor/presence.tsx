'use client'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { useEffect, useState } from 'react'
import { Avatar } from '@/components/ui/avatar.tsx'
import { cn } from '@/lib/cn.ts'

interface Present {
  key: string
  name: string
  id: string | null
}

/** As many as there is room for. */
const SHOWN = 5
const SHOWN_NARROW = 2

/** Who is here: each person once, however many windows they have open. */
export function Presence({ provider }: { provider: HocuspocusProvider }) {
  const [people, setPeople] = useState<Present[]>([])
  useEffect(() => {
    const { awareness } = provider
    if (!awareness) return
    const read = () => {
      const found = new Map<string, Present>()
      for (const [client, state] of awareness.getStates()) {
        // The cast: the collaboration keeps it to that (`keepDrawable`).
        const user = state.user as { id: string | null; name: string } | undefined
        if (user)
          found.set(user.id ?? String(client), {
            key: user.id ?? String(client),
            name: user.name,
            id: user.id,
          })
      }
      setPeople([...found.values()])
    }
    read()
    awareness.on('change', read)
    return () => awareness.off('change', read)
  }, [provider])
  return (
    <ul aria-label="Who is here" className="flex -space-x-1">
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
      <Others people={people.slice(SHOWN_NARROW)} className="sm:hidden" />
      <Others people={people.slice(SHOWN)} className="max-sm:hidden" />
    </ul>
  )
}

function Others({ people, className }: { people: Present[]; className: string }) {
  if (people.length === 0) return null
  return (
    <li
      title={people.map(({ name }) => name).join(', ')}
      className={cn(
        'grid size-7 place-items-center rounded-full bg-sunken font-medium text-[11px] text-quiet ring-2 ring-paper',
        className,
      )}
    >
      +{people.length}
    </li>
  )
}

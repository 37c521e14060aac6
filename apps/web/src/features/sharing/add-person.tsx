'use client'
import { Command } from 'cmdk'
import { useEffect, useState } from 'react'
import { Avatar } from '@/components/ui/avatar.tsx'
import { Input, Select } from '@/components/ui/input.tsx'
import { NoChoices } from '@/components/ui/no-choices.tsx'
import { useMembers } from '@/features/settings/use-members.ts'
import { cn } from '@/lib/cn.ts'
import { findPeople } from '@/lib/find-people.ts'
import { hasScreenKeyboard } from '@/lib/focus.ts'
import { type GrantableRole, ROLE_WIDTH, RoleOptions } from './role-options.tsx'

/** If there are more matches, people type another letter. */
const LIST =
  'absolute top-11 left-0 z-10 max-h-[18.5rem] w-full overflow-y-auto rounded-lg border bg-surface p-1 text-sm shadow-lg'
const SHOWN = 50

interface AddPersonProps {
  exclude: Set<string>
  onAdd(userId: string, role: GrantableRole): void
}

/** Finds a person of the workspace by name or e-mail: by mouse, or with the arrows and Enter. */
export function AddPerson({ exclude, onAdd }: AddPersonProps) {
  const [query, setQuery] = useState('')
  const [role, setRole] = useState<GrantableRole>('editor')
  const members = useMembers()
  const isLooking = query.trim() !== ''
  const found = isLooking
    ? findPeople(members.data?.items ?? [], query).filter(({ user }) => !exclude.has(user.id))
    : []
  useEffect(() => {
    if (!query) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      // Only the list closes: the dialog, which listens on the document, must not get this Escape.
      event.stopPropagation()
      setQuery('')
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [query])
  return (
    <div className="relative flex flex-wrap gap-2">
      <Command loop shouldFilter={false} label="Add a person" className="contents">
        <Command.Input asChild value={query} onValueChange={setQuery}>
          {/* The list that the field controls exists only while somebody searches. */}
          <Input
            {...(isLooking ? {} : { 'aria-expanded': false, 'aria-controls': undefined })}
            autoFocus={!hasScreenKeyboard()}
            className="min-w-32 flex-1"
            placeholder="Name or e-mail"
          />
        </Command.Input>
        {isLooking && found.length === 0 && (
          <NoChoices
            query={members}
            nothing="Nobody else in the workspace has this name or e-mail. A share link lets others in."
            className={LIST}
          />
        )}
        {isLooking && (
          <Command.List label="People" className={cn(LIST, found.length === 0 && 'hidden')}>
            {found.slice(0, SHOWN).map(({ user }) => (
              <Command.Item
                key={user.id}
                value={user.id}
                className="flex items-center gap-3 rounded-md px-2.5 py-1.5 pointer-coarse:min-h-11 data-[selected=true]:bg-tint"
                onSelect={() => {
                  onAdd(user.id, role)
                  setQuery('')
                }}
              >
                <Avatar name={user.name} id={user.id} />
                <span className="grid min-w-0">
                  <span className="truncate text-sm">{user.name}</span>
                  <span className="truncate text-quiet text-xs">{user.email}</span>
                </span>
              </Command.Item>
            ))}
            {found.length > SHOWN && (
              <p className="px-2.5 py-2 text-quiet text-sm">
                {`And ${found.length - SHOWN} more: another letter narrows them down.`}
              </p>
            )}
          </Command.List>
        )}
      </Command>
      {/* Outside of the command, which would take the arrow keys. */}
      <Select
        aria-label="Role for the person"
        className={ROLE_WIDTH}
        value={role}
        // The cast: the options are roles.
        onChange={(event) => setRole(event.target.value as GrantableRole)}
      >
        <RoleOptions />
      </Select>
    </div>
  )
}

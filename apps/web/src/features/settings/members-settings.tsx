'use client'
import { Invitations } from './invitations.tsx'
import { People } from './people.tsx'
import { useIsAdmin } from './settings-frame.tsx'

export function MembersSettings() {
  const admin = useIsAdmin()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-10">
      {/* Above the people, who may be hundreds. */}
      {admin && <Invitations />}
      <People />
    </div>
  )
}

'use client'
import { cn } from '@/lib/cn.ts'
import { Invitations } from './invitations.tsx'
import { People } from './people.tsx'
import { useIsAdmin } from './settings-frame.tsx'
import { useInvitations } from './use-invitations.ts'

export function MembersSettings() {
  const admin = useIsAdmin()
  const { isLoading, failureCount } = useInvitations(admin)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-10">
      {/* Above the list of people, who may be hundreds. */}
      {admin && <Invitations />}
      {/* Hidden until the invitations above are read: these decide where the list begins. */}
      <div className={cn(isLoading && failureCount === 0 && 'invisible')}>
        <People />
      </div>
    </div>
  )
}

import { Avatar } from '@/components/ui/avatar.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Select } from '@/components/ui/input.tsx'
import type { Member, WorkspaceRole } from '@/lib/api-types.ts'
import { mayChange, rolesToGive } from './member-rights.ts'
import { roleNames } from './role-names.ts'

interface MemberRowProps {
  member: Member
  /** The member is the person who looks at the list. */
  self: boolean
  myRole: WorkspaceRole | undefined
  /** Nobody else owns the workspace: without this member it would have no owner. */
  lastOwner: boolean
  onRole(role: WorkspaceRole): void
  onRemove(): void
}

export function MemberRow({ member, self, myRole, lastOwner, onRole, onRemove }: MemberRowProps) {
  const { user, role } = member
  const changes = mayChange(myRole, role)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <Avatar name={user.name} id={user.id} className="size-8" />
      <div className="grid min-w-40 flex-1 grid-cols-[minmax(0,1fr)]">
        <span className="truncate font-medium" title={user.name}>
          {user.name} {self && <span className="font-normal text-quiet">(you)</span>}
        </span>
        <span className="truncate text-(length:--small) text-quiet" title={user.email}>
          {user.email}
        </span>
      </div>
      <div className="ml-auto flex items-center gap-1" title={lastOwner ? LAST_OWNER : undefined}>
        {changes ? (
          <Select
            aria-label={`Role of ${user.name}`}
            value={role}
            disabled={lastOwner}
            // The cast: the options are roles.
            onChange={(event) => onRole(event.target.value as WorkspaceRole)}
          >
            {rolesToGive(myRole).map((name) => (
              <option key={name} value={name}>
                {roleNames[name]}
              </option>
            ))}
          </Select>
        ) : (
          <Badge className="mr-2">{roleNames[role]}</Badge>
        )}
        {(self || changes) && (
          <Button
            variant="ghost"
            size="sm"
            className="w-20"
            aria-label={self ? 'Leave the workspace' : `Remove ${user.name}`}
            disabled={lastOwner}
            onClick={onRemove}
          >
            {self ? 'Leave' : 'Remove'}
          </Button>
        )}
      </div>
    </li>
  )
}

const LAST_OWNER = 'A workspace needs an owner. Make somebody else an owner first.'

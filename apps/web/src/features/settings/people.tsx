'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import { ListSkeleton } from '@/components/ui/list-skeleton.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { LongList } from '@/components/ui/long-list.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import { api, messageOf } from '@/lib/api.ts'
import type { Member, WorkspaceRole } from '@/lib/api-types.ts'
import { DepartureQuestion } from './departure-question.tsx'
import { losesRights } from './member-rights.ts'
import { MemberRow } from './member-row.tsx'
import { roleNames } from './role-names.ts'
import { Section } from './settings-frame.tsx'
import { MEMBERS, useMembers } from './use-members.ts'

interface RoleChange {
  member: Member
  to: WorkspaceRole
}

/** The members of the workspace. Admins change and remove others; everybody but the last owner can leave. */
export function People() {
  const me = useShell()?.me
  const client = useQueryClient()
  const router = useRouter()
  const members = useMembers()
  const [removing, setRemoving] = useState<Member | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: MEMBERS })
  const onError = (error: unknown) => toast.error(messageOf(error))
  const change = useMutation({
    mutationFn: ({ userId, role }: { userId: string; role: string }) =>
      api('PATCH', `/members/${userId}`, { role }),
    onError,
    onSettled: (_, __, { userId }) => {
      // The rest of the page depends on one's own role.
      if (userId === me?.principal.id) router.refresh()
      void client.invalidateQueries({ queryKey: ['invitations'] })
      return refresh()
    },
  })
  const [changing, setChanging] = useState<RoleChange | null>(null)
  const isMe = (member: Member | null) => member?.user.id === me?.principal.id
  const remove = useMutation({
    mutationFn: ({ member, keepShareLinks }: { member: Member; keepShareLinks: boolean }) =>
      api('DELETE', `/members/${member.user.id}${keepShareLinks ? '?keepShareLinks=true' : ''}`),
    onError: (error) => {
      onError(error)
      // Another admin may have removed them.
      void refresh()
    },
    // After leaving, a full load: every part of the page belongs to the workspace that was left.
    onSuccess: (_, { member }) => {
      if (isMe(member)) return window.location.assign('/')
      // Invitation links that they knew end with them.
      void client.invalidateQueries({ queryKey: ['invitations'] })
      return refresh()
    },
  })
  // Kept while the dialog closes.
  const asked = useLast<{ member: Member; to?: WorkspaceRole }>(
    changing ?? (removing && { member: removing }),
  )
  const items = members.data?.items ?? []
  const lastOwner = items.filter(({ role }) => role === 'owner').length === 1
  return (
    <Section title="Members" lead="Guests see only documents that are shared with them by name.">
      <Loaded query={members} skeleton={<ListSkeleton />}>
        {() => (
          <LongList
            items={items}
            label="Find a member"
            textOf={({ user: { name, email } }) => `${name} ${email}`}
            kinds={{ label: 'Show members', names: roleNames, of: ({ role }) => role }}
            row={(member) => (
              <MemberRow
                key={member.user.id}
                member={member}
                self={isMe(member)}
                myRole={me?.workspace?.role}
                lastOwner={lastOwner && member.role === 'owner'}
                onRole={(role) => {
                  if (isMe(member) || losesRights(member.role, role)) setChanging({ member, to: role })
                  else change.mutate({ userId: member.user.id, role })
                }}
                onRemove={() => setRemoving(member)}
              />
            )}
          />
        )}
      </Loaded>
      {asked && (
        <DepartureQuestion
          key={asked.member.user.id}
          open={removing !== null || changing !== null}
          onOpenChange={() => {
            setRemoving(null)
            setChanging(null)
          }}
          member={asked.member}
          {...(asked.to && { to: asked.to })}
          self={isMe(asked.member)}
          myRole={me?.workspace?.role}
          {...(asked.to
            ? roleQuestion({ member: asked.member, to: asked.to }, isMe(asked.member))
            : removalQuestion(asked.member, isMe(asked.member) ? me?.workspace?.name : undefined))}
          onConfirm={({ keepShareLinks }) => {
            const { member, to } = asked
            if (to) change.mutate({ userId: member.user.id, role: to })
            else remove.mutate({ member, keepShareLinks })
          }}
        />
      )}
    </Section>
  )
}

function useLast<Value>(value: Value | null): Value | null {
  const last = useRef(value)
  useEffect(() => {
    if (value) last.current = value
  })
  return value ?? last.current
}

/** The question before somebody is removed, or leaves the workspace named `leaves`. */
function removalQuestion({ user }: Member, leaves: string | undefined) {
  if (leaves !== undefined)
    return {
      title: `Leave ${leaves}?`,
      description: 'You lose access to every document of this workspace at once. What you wrote stays.',
      action: 'Leave',
    }
  return {
    title: `Remove ${user.name}?`,
    description:
      'They lose access to every document of this workspace at once, in open windows too. What they wrote stays.',
    action: 'Remove',
  }
}

/** The question before a role changes: arrow keys choose at once, and a slip must not cost rights. */
function roleQuestion({ member, to }: RoleChange, self: boolean) {
  if (!self)
    return {
      title: `Make ${member.user.name} a ${roleNames[to].toLowerCase()}?`,
      description: `They stop being ${member.role === 'member' ? 'a' : 'an'} ${member.role} at once.${to === 'guest' ? ' They see only documents that are shared with them by name.' : ''}`,
      action: 'Change the role',
    }
  const who = member.role === 'owner' ? 'an owner has' : 'an owner or an admin has'
  return {
    title: `Change your own role to ${roleNames[to]}?`,
    description: `You can’t change it back yourself: ${who} to do that.`,
    action: 'Change my role',
  }
}

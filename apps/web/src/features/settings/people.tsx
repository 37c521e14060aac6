'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Confirm } from '@/components/ui/dialog.tsx'
import { ListSkeleton } from '@/components/ui/list-skeleton.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { LongList } from '@/components/ui/long-list.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import { api, messageOf } from '@/lib/api.ts'
import type { List, Member, WorkspaceRole } from '@/lib/api-types.ts'
import { stopsEndpoints } from './member-rights.ts'
import { MemberRow } from './member-row.tsx'
import { roleNames } from './role-names.ts'
import { Section } from './settings-frame.tsx'

interface RoleChange {
  member: Member
  to: WorkspaceRole
}

/** Who is in the workspace. Admins change and remove others; everybody can leave but the last owner. */
export function People() {
  const me = useShell()?.me
  const client = useQueryClient()
  const router = useRouter()
  const members = useQuery({ queryKey: ['members'], queryFn: () => api<List<Member>>('GET', '/members') })
  const [removing, setRemoving] = useState<Member | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: ['members'] })
  const onError = (error: unknown) => toast.error(messageOf(error))
  const change = useMutation({
    mutationFn: ({ userId, role }: { userId: string; role: string }) =>
      api('PATCH', `/members/${userId}`, { role }),
    onError,
    onSettled: (_, __, { userId }) => {
      // What one may do oneself is part of the page.
      if (userId === me?.principal.id) router.refresh()
      return refresh()
    },
  })
  const [changing, setChanging] = useState<RoleChange | null>(null)
  const isMe = (member: Member | null) => member?.user.id === me?.principal.id
  const remove = useMutation({
    mutationFn: (member: Member) => api('DELETE', `/members/${member.user.id}`),
    onError: (error) => {
      onError(error)
      // Another admin may have removed them.
      void refresh()
    },
    // Every part of the page is of the workspace that was left.
    onSuccess: (_, member) => (isMe(member) ? window.location.assign('/') : refresh()),
  })
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
            row={(member) => (
              <MemberRow
                key={member.user.id}
                member={member}
                self={isMe(member)}
                myRole={me?.workspace?.role}
                lastOwner={lastOwner && member.role === 'owner'}
                onRole={(role) => {
                  if (isMe(member) || stopsEndpoints(member.role, role)) setChanging({ member, to: role })
                  else change.mutate({ userId: member.user.id, role })
                }}
                onRemove={() => setRemoving(member)}
              />
            )}
          />
        )}
      </Loaded>
      <Confirm
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        {...(isMe(removing)
          ? {
              title: `Leave ${me?.workspace?.name}?`,
              description:
                'You lose every document of this workspace at once. What you wrote stays. Webhook endpoints and incoming hooks that you set up stop until an admin takes them over.',
              action: 'Leave',
            }
          : {
              title: `Remove ${removing?.user.name}?`,
              description:
                'They lose every document of this workspace at once, in open windows too. What they wrote stays. Invitation links that they made or joined by end, and webhook endpoints and incoming hooks that they set up stop until an admin takes them over. API keys and share links go on working: revoke those that they know.',
              action: 'Remove',
            })}
        onConfirm={() => removing && remove.mutate(removing)}
      />
      {/* The arrow keys choose at once: a wrong one is not to cost somebody their own rights, or everybody an integration. */}
      <Confirm
        open={changing !== null}
        onOpenChange={() => setChanging(null)}
        {...questionOf(changing, isMe)}
        onConfirm={() => changing && change.mutate({ userId: changing.member.user.id, role: changing.to })}
      />
    </Section>
  )
}

/** What is asked before a role changes. */
function questionOf(change: RoleChange | null, isMe: (member: Member) => boolean) {
  if (!change) return { title: '', description: '', action: '' }
  const { member, to } = change
  const self = isMe(member)
  const endpoints = stopsEndpoints(member.role, to)
    ? ` Webhook endpoints that ${self ? 'you' : 'they'} set up stop until an admin takes them over.`
    : ''
  if (!self)
    return {
      title: `Make ${member.user.name} a ${roleNames[to].toLowerCase()}?`,
      description: `They stop being an ${member.role} at once.${endpoints}`,
      action: 'Change the role',
    }
  const who = member.role === 'owner' ? 'an owner has' : 'an owner or an admin has'
  return {
    title: `Change your own role to ${roleNames[to]}?`,
    description: `You can’t change it back yourself: ${who} to do that.${endpoints}`,
    action: 'Change my role',
  }
}

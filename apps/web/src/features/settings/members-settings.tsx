'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Avatar, Badge, CopyButton, Failure, Skeleton, Time } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { Select } from '@/components/ui/input.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import { api, messageOf } from '@/lib/api.ts'
import type { Invitation, List, Member, WorkspaceRole } from '@/lib/api-types.ts'
import { Section, useIsAdmin } from './settings-frame.tsx'

const roles: Record<WorkspaceRole, string> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
  guest: 'Guest',
}

export function MembersSettings() {
  const admin = useIsAdmin()
  return (
    <div className="grid gap-10">
      <People admin={admin} />
      {admin && <Invitations />}
    </div>
  )
}

function People({ admin }: { admin: boolean }) {
  const me = useShell()?.me
  const client = useQueryClient()
  const members = useQuery({ queryKey: ['members'], queryFn: () => api<List<Member>>('GET', '/members') })
  const [removing, setRemoving] = useState<Member | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: ['members'] })
  const change = useMutation({
    mutationFn: ({ userId, role }: { userId: string; role: string }) =>
      api('PATCH', `/members/${userId}`, { role }),
    onError: (error) => toast.error(messageOf(error)),
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: (userId: string) => api('DELETE', `/members/${userId}`),
    onError: (error) => toast.error(messageOf(error)),
    onSettled: refresh,
  })
  return (
    <Section title="Members" lead="Guests see only documents that are shared with them by name.">
      {members.isPending ? (
        <Skeleton className="h-32" />
      ) : members.isError ? (
        <Failure message={messageOf(members.error)} onRetry={() => members.refetch()} />
      ) : (
        <ul className="divide-y overflow-hidden rounded-xl border bg-surface">
          {members.data.items.map((member) => {
            const self = member.user.id === me?.principal.id
            return (
              <li key={member.user.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
                <Avatar name={member.user.name} id={member.user.id} className="size-8" />
                <div className="grid min-w-40 flex-1">
                  <span className="truncate font-medium">
                    {member.user.name} {self && <span className="font-normal text-quiet">(you)</span>}
                  </span>
                  <span className="truncate text-[13px] text-quiet">{member.user.email}</span>
                </div>
                {admin ? (
                  <>
                    <Select
                      aria-label={`Role of ${member.user.name}`}
                      value={member.role}
                      onChange={(event) =>
                        change.mutate({ userId: member.user.id, role: event.target.value })
                      }
                    >
                      {Object.entries(roles).map(([role, name]) => (
                        <option key={role} value={role}>
                          {name}
                        </option>
                      ))}
                    </Select>
                    <Button
                      variant="ghost"
                      size="sm"
                      aria-label={`Remove ${member.user.name}`}
                      onClick={() => setRemoving(member)}
                    >
                      Remove
                    </Button>
                  </>
                ) : (
                  <Badge>{roles[member.role]}</Badge>
                )}
              </li>
            )
          })}
        </ul>
      )}
      <Confirm
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={`Remove ${removing?.user.name}?`}
        description="They lose every document of this workspace at once, in open windows too. What they wrote stays. Webhook endpoints that they set up stop until an admin enables them."
        action="Remove"
        onConfirm={() => removing && remove.mutate(removing.user.id)}
      />
    </Section>
  )
}

function Invitations() {
  const client = useQueryClient()
  const [role, setRole] = useState<WorkspaceRole>('member')
  const key = ['invitations']
  const invitations = useQuery({ queryKey: key, queryFn: () => api<List<Invitation>>('GET', '/invitations') })
  const refresh = () => client.invalidateQueries({ queryKey: key })
  const onError = (error: unknown) => toast.error(messageOf(error))
  const create = useMutation({
    mutationFn: () => api('POST', '/invitations', { role }),
    onError,
    onSuccess: refresh,
  })
  const revoke = useMutation({
    mutationFn: (id: string) => api('DELETE', `/invitations/${id}`),
    onError,
    onSuccess: refresh,
  })
  const [revoking, setRevoking] = useState<Invitation | null>(null)
  const items = invitations.data?.items ?? []
  return (
    <Section
      title="Invitation links"
      lead="Whoever opens a link can join with its role. A link ends after seven days."
      actions={
        <div className="flex gap-2">
          <Select
            aria-label="Role for the invitation"
            value={role}
            onChange={(event) => setRole(event.target.value as WorkspaceRole)}
          >
            <option value="admin">Admin</option>
            <option value="member">Member</option>
            <option value="guest">Guest</option>
          </Select>
          <Button onClick={() => create.mutate()} disabled={create.isPending}>
            <UserPlus /> Make a link
          </Button>
        </div>
      }
    >
      {invitations.isError && (
        <Failure message={messageOf(invitations.error)} onRetry={() => invitations.refetch()} />
      )}
      {items.length > 0 && (
        <ul className="divide-y overflow-hidden rounded-xl border bg-surface">
          {items.map((invitation) => (
            <li key={invitation.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
              <Link2 aria-hidden className="size-4 text-faint" />
              <div className="grid min-w-48 flex-1 gap-0.5">
                <input
                  readOnly
                  aria-label="Invitation link"
                  value={invitation.url}
                  className="w-full truncate bg-transparent font-mono text-[13px]"
                  onFocus={(event) => event.target.select()}
                />
                <span className="text-[13px] text-quiet">
                  {roles[invitation.role]} · ends <Time iso={invitation.expiresAt} /> · {invitation.uses}{' '}
                  joined
                </span>
              </div>
              <CopyButton text={invitation.url} label="Copy link" />
              <Button variant="ghost" size="sm" onClick={() => setRevoking(invitation)}>
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      {invitations.isSuccess && items.length === 0 && (
        <p className="rounded-xl border border-dashed px-4 py-5 text-quiet text-sm">
          No link is open at the moment.
        </p>
      )}
      <Confirm
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title="Revoke the link?"
        description="Nobody can join with it any more. Who has joined stays."
        action="Revoke"
        onConfirm={() => revoking && revoke.mutate(revoking.id)}
      />
    </Section>
  )
}

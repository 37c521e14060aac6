'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link2, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { Select } from '@/components/ui/input.tsx'
import { LinkAddress } from '@/components/ui/link-address.tsx'
import { ListSkeleton } from '@/components/ui/list-skeleton.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { LongList } from '@/components/ui/long-list.tsx'
import { Time } from '@/components/ui/time.tsx'
import { api, messageOf } from '@/lib/api.ts'
import { apiOnce } from '@/lib/api-once.ts'
import type { Invitation, WorkspaceRole } from '@/lib/api-types.ts'
import { roleNames } from './role-names.ts'
import { Section } from './settings-frame.tsx'
import { INVITATIONS, useInvitations } from './use-invitations.ts'

/** Creates, copies and revokes the links that let others in. */
export function Invitations() {
  const client = useQueryClient()
  const [role, setRole] = useState<WorkspaceRole>('member')
  const invitations = useInvitations()
  const refresh = () => client.invalidateQueries({ queryKey: INVITATIONS })
  const onError = (error: unknown) => toast.error(messageOf(error))
  const create = useMutation({
    mutationFn: () => apiOnce('/invitations', { role }),
    onError,
    onSuccess: refresh,
  })
  const revoke = useMutation({
    mutationFn: (id: string) => api('DELETE', `/invitations/${id}`),
    onError,
    // Also if it fails: another admin may have revoked it.
    onSettled: refresh,
  })
  const [revoking, setRevoking] = useState<{ id: string; name: string } | null>(null)
  const items = invitations.data?.items ?? []
  return (
    <Section
      title="Invitation links"
      lead="Anyone with a link can join with its role. Links expire after seven days."
      actions={
        <div className="flex flex-wrap gap-2">
          <Select
            aria-label="Role for the invitation"
            value={role}
            // The cast: the options are roles.
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
      <Loaded query={invitations} skeleton={<ListSkeleton rows={1} />}>
        {() =>
          items.length === 0 ? (
            <p className="grid h-[4.6rem] items-center rounded-xl border border-dashed px-4 text-quiet text-sm">
              No open links.
            </p>
          ) : (
            <LongList
              items={items.map((invitation, index) => ({
                invitation,
                name: `link ${items.length - index} (${roleNames[invitation.role]})`,
              }))}
              label="Find an invitation link"
              textOf={({ invitation, name }) => `${name} ${invitation.url ?? ''}`}
              row={({ invitation, name }) => (
                <Row
                  key={invitation.id}
                  name={name}
                  invitation={invitation}
                  onRevoke={() => setRevoking({ id: invitation.id, name })}
                />
              )}
            />
          )
        }
      </Loaded>
      <Confirm
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke ${revoking?.name}?`}
        description="Nobody else can join with it. Those who joined stay."
        action="Revoke"
        onConfirm={() => revoking && revoke.mutate(revoking.id)}
      />
    </Section>
  )
}

interface RowProps {
  /** Tells it from the others. */
  name: string
  invitation: Invitation
  onRevoke(): void
}

function Row({ name, invitation, onRevoke }: RowProps) {
  const { role, url, uses, expiresAt } = invitation
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <Link2 aria-hidden className="size-4 shrink-0 text-faint" />
      <div className="grid min-w-[min(12rem,100%)] flex-1 gap-0.5">
        <span className="text-(length:--small) text-quiet">
          <span className="font-medium text-base text-ink">{roleNames[role]}</span> · expires{' '}
          <Time iso={expiresAt} /> · {uses === 0 ? 'nobody joined yet' : `${uses} joined`}
        </span>
        <LinkAddress
          label={`Invitation ${name}`}
          url={url}
          className="w-full rounded-sm bg-transparent text-quiet text-xs"
        />
      </div>
      <div className="ml-auto flex items-center gap-1">
        {url !== null && <CopyButton text={url} label="Copy link" name={`Copy ${name}`} />}
        <Button variant="ghost" size="sm" aria-label={`Revoke ${name}`} onClick={onRevoke}>
          Revoke
        </Button>
      </div>
    </li>
  )
}

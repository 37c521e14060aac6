'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Building2, Link2 } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Avatar, CopyButton, Failure, Skeleton, Time } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Confirm, Dialog } from '@/components/ui/dialog.tsx'
import { Select } from '@/components/ui/input.tsx'
import { api, messageOf } from '@/lib/api.ts'
import type { Access, List, ShareLink } from '@/lib/api-types.ts'
import { AddPerson } from './add-person.tsx'
import { type GrantableRole, RoleOptions } from './role-options.tsx'

const roleNames = { owner: 'Owner', editor: 'Can edit', commenter: 'Can comment', viewer: 'Can view' }
const DAY_MS = 86_400_000
interface ShareDialogProps {
  documentId: string
  title: string
  mayShare: boolean
  open: boolean
  onOpenChange(open: boolean): void
}

export function ShareDialog({ documentId, title, mayShare, open, onOpenChange }: ShareDialogProps) {
  const client = useQueryClient()
  const path = `/documents/${documentId}`
  const access = useQuery({
    queryKey: ['access', documentId],
    queryFn: () => api<Access>('GET', `${path}/access`),
    enabled: open,
  })
  const change = useMutation({
    mutationFn: (send: () => Promise<unknown>) => send(),
    onError: (error) => toast.error(messageOf(error)),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['access', documentId] })
      void client.invalidateQueries({ queryKey: ['share-links', documentId] })
    },
  })
  const act = (send: () => Promise<unknown>) => change.mutate(send)
  const named = access.data?.items.filter(({ source }) => source !== 'workspace') ?? []
  const everyone = access.data?.items.filter(({ source }) => source === 'workspace').length ?? 0
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Share"
      description={title || 'Untitled'}
      className="max-w-xl"
    >
      {access.isPending ? (
        <Skeleton className="h-48" />
      ) : access.isError ? (
        <Failure message={messageOf(access.error)} onRetry={() => access.refetch()} />
      ) : (
        <div className="grid gap-6">
          {mayShare && (
            <AddPerson
              exclude={new Set(named.map(({ user }) => user.id))}
              onAdd={(userId, role) => act(() => api('POST', `${path}/access`, { userId, role }))}
            />
          )}
          <section className="grid gap-1">
            <h3 className="pb-1 font-medium text-[13px] text-quiet">People with access</h3>
            {named.map(({ user, role, source }) => (
              <div key={user.id} className="flex items-center gap-3 py-1">
                <Avatar name={user.name} id={user.id} className="size-8" />
                <div className="grid min-w-0 flex-1">
                  <span className="truncate font-medium text-sm">{user.name}</span>
                  <span className="truncate text-[13px] text-quiet">{user.email}</span>
                </div>
                {mayShare && source === 'grant' ? (
                  <Select
                    aria-label={`Role of ${user.name}`}
                    value={role}
                    onChange={({ target: { value } }) =>
                      act(() =>
                        value === 'remove'
                          ? api('DELETE', `${path}/access/${user.id}`)
                          : api('POST', `${path}/access`, { userId: user.id, role: value }),
                      )
                    }
                  >
                    <RoleOptions />
                    <option value="remove">Take away</option>
                  </Select>
                ) : (
                  <span className="pr-2 text-quiet text-sm">{roleNames[role]}</span>
                )}
              </div>
            ))}
            <div className="flex items-center gap-3 py-1">
              <span className="grid size-8 place-items-center rounded-full bg-sunken text-quiet">
                <Building2 className="size-4" />
              </span>
              <div className="grid min-w-0 flex-1">
                <span className="font-medium text-sm">Everyone in the workspace</span>
                <span className="text-[13px] text-quiet">
                  {access.data.generalAccess
                    ? `${everyone} more ${everyone === 1 ? 'person' : 'people'}, unless named above with another role`
                    : 'Only the people above can open it'}
                </span>
              </div>
              {mayShare ? (
                <Select
                  aria-label="Role of everyone in the workspace"
                  value={access.data.generalAccess ?? ''}
                  onChange={({ target: { value } }) =>
                    act(() => api('PATCH', `${path}/access`, { generalAccess: value || null }))
                  }
                >
                  <RoleOptions />
                  <option value="">No access</option>
                </Select>
              ) : (
                <span className="pr-2 text-quiet text-sm">
                  {access.data.generalAccess ? roleNames[access.data.generalAccess] : 'No access'}
                </span>
              )}
            </div>
          </section>
          {mayShare && <Links documentId={documentId} act={act} />}
          <div className="flex flex-wrap items-center gap-3 border-t pt-5">
            <p className="min-w-48 flex-1 text-[13px] text-quiet">
              The document’s own address opens for those who have access above.
            </p>
            <CopyButton
              text={new URL(`/d/${documentId}`, window.location.href).href}
              label="Copy the address"
            />
          </div>
        </div>
      )}
    </Dialog>
  )
}

function Links({ documentId, act }: { documentId: string; act(send: () => Promise<unknown>): void }) {
  const [role, setRole] = useState<GrantableRole>('viewer')
  const [days, setDays] = useState(0)
  const [revoking, setRevoking] = useState<ShareLink | null>(null)
  const path = `/documents/${documentId}/share-links`
  const end = () => (days ? { expiresAt: new Date(Date.now() + days * DAY_MS).toISOString() } : {})
  const links = useQuery({
    queryKey: ['share-links', documentId],
    queryFn: () => api<List<ShareLink>>('GET', path),
  })
  return (
    <section className="grid gap-2 border-t pt-5">
      <div className="flex flex-wrap items-center gap-2">
        <div className="grid min-w-48 flex-1">
          <h3 className="font-medium text-sm">Share links</h3>
          <p className="text-[13px] text-quiet">
            Anyone with the link gets its role, also without an account.
          </p>
        </div>
        <Select
          aria-label="Role of the new link"
          value={role}
          onChange={(event) => setRole(event.target.value as GrantableRole)}
        >
          <RoleOptions />
        </Select>
        <Select
          aria-label="When the new link ends"
          value={days}
          onChange={(event) => setDays(Number(event.target.value))}
        >
          <option value={0}>Never ends</option>
          <option value={1}>Ends in a day</option>
          <option value={7}>Ends in a week</option>
          <option value={30}>Ends in 30 days</option>
        </Select>
        <Button variant="secondary" onClick={() => act(() => api('POST', path, { role, ...end() }))}>
          <Link2 /> Make a link
        </Button>
      </div>
      {links.isError && <Failure message={messageOf(links.error)} onRetry={() => links.refetch()} />}
      {links.data?.items.map((link) => (
        <div key={link.id} className="flex flex-wrap items-center gap-2 rounded-lg border p-2.5">
          <div className="grid min-w-40 flex-1 gap-0.5">
            <input
              readOnly
              aria-label="Share link"
              value={link.url}
              className="w-full truncate bg-transparent font-mono text-xs"
              onFocus={(event) => event.target.select()}
            />
            {link.expiresAt && (
              <span className="text-quiet text-xs">
                Ends <Time iso={link.expiresAt} />
              </span>
            )}
          </div>
          <Select
            aria-label="Role of the link"
            className="h-8 text-[13px]"
            value={link.role}
            onChange={({ target: { value } }) =>
              act(() => api('PATCH', `${path}/${link.id}`, { role: value }))
            }
          >
            <RoleOptions />
          </Select>
          <CopyButton text={link.url} label="Copy" />
          <Button variant="ghost" size="sm" onClick={() => setRevoking(link)}>
            Revoke
          </Button>
        </div>
      ))}
      <Confirm
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title="Revoke the link?"
        description="Everyone who came by it loses the document at once, and the address never works again."
        action="Revoke"
        onConfirm={() => revoking && act(() => api('DELETE', `${path}/${revoking.id}`))}
      />
    </section>
  )
}

'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Building2 } from 'lucide-react'
import { toast } from 'sonner'
import { Avatar } from '@/components/ui/avatar.tsx'
import { Button } from '@/components/ui/button.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'
import { Select } from '@/components/ui/input.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { LongList } from '@/components/ui/long-list.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import { api, messageOf } from '@/lib/api.ts'
import type { Access } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { AddPerson } from './add-person.tsx'
import { ROLE_WIDTH, RoleOptions, roleNames } from './role-options.tsx'
import { ShareLinks } from './share-links.tsx'

/** Few enough people that access for everyone and share links, which stand below, stay near. */
const SHOWN_AT_ONCE = 10
/** The top of a dialog of the maximum height: the field that is typed in does not move while the list gets shorter. */
const FIXED_TOP = 'top-[max(5dvh,calc(50dvh-26rem))] translate-y-0'

interface ShareDialogProps {
  documentId: string
  title: string
  mayShare: boolean
  open: boolean
  onOpenChange(open: boolean): void
}

export function ShareDialog({ documentId, title, mayShare, open, onOpenChange }: ShareDialogProps) {
  const client = useQueryClient()
  const role = useShell()?.me.workspace?.role
  const seesMembers = role !== undefined && role !== 'guest'
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
      className={cn('max-w-xl', FIXED_TOP)}
    >
      <Loaded query={access} skeleton={<Skeleton className="h-48" />}>
        {({ generalAccess }) => (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
            {mayShare && seesMembers && (
              <AddPerson
                exclude={new Set(named.map(({ user }) => user.id))}
                onAdd={(userId, role) => act(() => api('POST', `${path}/access`, { userId, role }))}
              />
            )}
            <section className="grid grid-cols-[minmax(0,1fr)] gap-1">
              <h3 className="pb-1 font-medium text-(length:--small) text-quiet">People with access</h3>
              {named.length > 0 && (
                <LongList
                  items={named}
                  label="Find a person with access"
                  of="people"
                  step={SHOWN_AT_ONCE}
                  textOf={({ user }) => `${user.name} ${user.email}`}
                  className="grid grid-cols-[minmax(0,1fr)] gap-1"
                  row={({ user, role, source }) => (
                    <li key={user.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1">
                      <Avatar name={user.name} id={user.id} className="size-8" />
                      <div className="grid min-w-28 flex-1">
                        <span className="truncate font-medium text-sm">{user.name}</span>
                        <span className="truncate text-(length:--small) text-quiet">{user.email}</span>
                      </div>
                      {mayShare && source === 'grant' && role !== 'owner' ? (
                        <Select
                          aria-label={`Role of ${user.name}`}
                          className={cn(ROLE_WIDTH, 'ml-auto')}
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
                          <option value="remove">Remove access</option>
                        </Select>
                      ) : (
                        <span className={cn(mayShare && ROLE_WIDTH, 'px-3 text-quiet text-sm')}>
                          {roleNames[role]}
                        </span>
                      )}
                    </li>
                  )}
                />
              )}
            </section>
            <section className="grid grid-cols-[minmax(0,1fr)] gap-1">
              <h3 className="pb-1 font-medium text-(length:--small) text-quiet">General access</h3>
              <div className="flex flex-wrap items-center gap-x-3 gap-y-2 py-1">
                <span className="grid size-8 place-items-center rounded-full bg-tint text-quiet">
                  <Building2 className="size-4" />
                </span>
                <div className="grid min-w-44 flex-1">
                  <span className="font-medium text-sm">Everyone in the workspace</span>
                  <span className="text-(length:--small) text-quiet">
                    {generalAccess ? besides(everyone) : 'Only the people above can open it'}
                  </span>
                </div>
                {mayShare ? (
                  <Select
                    aria-label="Role of everyone in the workspace"
                    className={cn(ROLE_WIDTH, 'ml-auto')}
                    value={generalAccess ?? ''}
                    onChange={({ target: { value } }) =>
                      act(() => api('PATCH', `${path}/access`, { generalAccess: value || null }))
                    }
                  >
                    <RoleOptions />
                    <option value="">No access</option>
                  </Select>
                ) : (
                  <span className="px-3 text-quiet text-sm">
                    {generalAccess ? roleNames[generalAccess] : 'No access'}
                  </span>
                )}
              </div>
            </section>
            {mayShare && <ShareLinks documentId={documentId} act={act} />}
            <div className="flex items-center gap-3 border-t pt-4">
              <CopyButton text={new URL(`/d/${documentId}`, window.location.href).href} label="Copy link" />
              <p className="min-w-0 flex-1 text-(length:--small) text-quiet">For those who have access</p>
              <Button variant="secondary" onClick={() => onOpenChange(false)}>
                Done
              </Button>
            </div>
          </div>
        )}
      </Loaded>
    </Dialog>
  )
}

function besides(people: number): string {
  if (people === 0) return 'Nobody besides the people above yet'
  return people === 1 ? 'One person besides those above' : `${people} people besides those above`
}

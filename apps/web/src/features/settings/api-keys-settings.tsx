'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { MadeBy } from '@/components/made-by.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { Empty } from '@/components/ui/empty.tsx'
import { ListSkeleton } from '@/components/ui/list-skeleton.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { LongList } from '@/components/ui/long-list.tsx'
import { Time } from '@/components/ui/time.tsx'
import { api, messageOf } from '@/lib/api.ts'
import { apiOnce } from '@/lib/api-once.ts'
import type { ApiKey } from '@/lib/api-types.ts'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { Section } from './settings-frame.tsx'
import { ShownKey } from './shown-key.tsx'
import { API_KEYS, useApiKeys } from './use-api-keys.ts'

export function ApiKeysSettings() {
  const client = useQueryClient()
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const keys = useApiKeys()
  const revoke = useMutation({
    mutationFn: (id: string) => api('DELETE', `/api-keys/${id}`),
    onError: (error) => toast.error(messageOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: API_KEYS }),
  })
  const [renewed, setRenewed] = useState('')
  const renew = useMutation({
    mutationFn: (id: string) => apiOnce<{ key: string }>(`/api-keys/${id}/renew`),
    onSuccess: ({ key }) => setRenewed(key),
    onError: (error) => toast.error(messageOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: API_KEYS }),
  })
  const items = keys.data?.items ?? []
  return (
    <Section
      title="API keys"
      lead={
        <>
          For programs. A key belongs to the workspace and is limited to its scopes.{' '}
          <a className="text-accent underline underline-offset-4" href="/api/v1/docs">
            API documentation
          </a>
        </>
      }
      // Also if there is no key yet: when the first is made, the button stays in its place and gets the focus back.
      actions={
        <Button onClick={() => setCreating(true)}>
          <Plus /> New API key
        </Button>
      }
    >
      <Loaded query={keys} skeleton={<ListSkeleton />}>
        {() =>
          items.length === 0 ? (
            <Empty icon={<KeyRound />} title="No API key yet">
              <p>Create one for each program, so that you can revoke each on its own.</p>
            </Empty>
          ) : (
            <LongList
              items={items}
              label="Find an API key"
              textOf={({ name, start, scopes, createdBy }) =>
                [name, start, ...scopes, createdBy.name].join(' ')
              }
              row={(key) => (
                <li key={key.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                  <div className="grid min-w-[min(14rem,100%)] flex-1 grid-cols-[minmax(0,1fr)] gap-1 max-sm:basis-full">
                    <span className="font-medium [overflow-wrap:anywhere]">
                      {key.name}{' '}
                      <code className="ml-1 font-normal text-(length:--small) text-quiet">{key.start}…</code>{' '}
                      {key.endedAt && (
                        <Badge tone="warn" className="ml-1">
                          Ended
                        </Badge>
                      )}
                    </span>
                    <span className="flex flex-wrap gap-1">
                      {key.scopes.map((scope) => (
                        <Badge key={scope}>{scope}</Badge>
                      ))}
                    </span>
                  </div>
                  <span className="max-w-64 text-(length:--small) text-quiet [overflow-wrap:anywhere] max-sm:flex-1">
                    {key.endedAt ? (
                      <>
                        Ended <Time iso={key.endedAt} />
                      </>
                    ) : key.lastUsedAt ? (
                      <>
                        Used <Time iso={key.lastUsedAt} />
                      </>
                    ) : (
                      'Never used'
                    )}
                    {' · '}
                    <MadeBy admin maker={key.createdBy} before="made by " />
                    {key.createdBy.gone && !key.endedAt && (
                      <span className="font-medium text-warn">
                        {' '}
                        and may know it: revoke it once nothing uses it
                      </span>
                    )}
                  </span>
                  {key.endedAt && (
                    <Button
                      variant="secondary"
                      size="sm"
                      aria-label={`Renew ${key.name}`}
                      disabled={renew.isPending}
                      onClick={() => renew.mutate(key.id)}
                    >
                      Renew
                    </Button>
                  )}
                  <Button
                    variant="ghost"
                    size="sm"
                    aria-label={`Revoke ${key.name}`}
                    onClick={() => setRevoking(key)}
                  >
                    Revoke
                  </Button>
                </li>
              )}
            />
          )
        }
      </Loaded>
      <ShownKey value={renewed} onDone={() => setRenewed('')} />
      <NewKeyDialog open={creating} onOpenChange={setCreating} />
      <Confirm
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke “${revoking?.name}”?`}
        description={
          revoking?.endedAt
            ? 'It can no longer be renewed. Documents that only it could edit go to an owner of the workspace.'
            : 'Programs that use it stop working at once. Webhook endpoints it created stop too, until an admin enables them, and documents that only it could edit go to an owner of the workspace. This can’t be undone.'
        }
        action="Revoke"
        onConfirm={() => revoking && revoke.mutate(revoking.id)}
      />
    </Section>
  )
}

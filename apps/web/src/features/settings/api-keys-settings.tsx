'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { Empty } from '@/components/ui/empty.tsx'
import { ListSkeleton } from '@/components/ui/list-skeleton.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { LongList } from '@/components/ui/long-list.tsx'
import { Time } from '@/components/ui/time.tsx'
import { api, messageOf } from '@/lib/api.ts'
import type { ApiKey, List } from '@/lib/api-types.ts'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { Section } from './settings-frame.tsx'

export function ApiKeysSettings() {
  const client = useQueryClient()
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const keys = useQuery({ queryKey: ['api-keys'], queryFn: () => api<List<ApiKey>>('GET', '/api-keys') })
  const revoke = useMutation({
    mutationFn: (id: string) => api('DELETE', `/api-keys/${id}`),
    onError: (error) => toast.error(messageOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
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
      // Also where there is none yet: the button stays where it is, and gets the focus back, when the first is made.
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
                      <code className="ml-1 font-normal text-(length:--small) text-quiet">{key.start}…</code>
                    </span>
                    <span className="flex flex-wrap gap-1">
                      {key.scopes.map((scope) => (
                        <Badge key={scope}>{scope}</Badge>
                      ))}
                    </span>
                  </div>
                  <span className="max-w-64 text-(length:--small) text-quiet [overflow-wrap:anywhere] max-sm:flex-1">
                    {key.lastUsedAt ? (
                      <>
                        Used <Time iso={key.lastUsedAt} />
                      </>
                    ) : (
                      'Never used'
                    )}
                    {' · made by '}
                    <bdi>{key.createdBy.name}</bdi>
                  </span>
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
      <NewKeyDialog open={creating} onOpenChange={setCreating} />
      <Confirm
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke “${revoking?.name}”?`}
        description="Programs that use it stop working at once. Webhook endpoints it created stop too, until an admin enables them. This can’t be undone."
        action="Revoke"
        onConfirm={() => revoking && revoke.mutate(revoking.id)}
      />
    </Section>
  )
}

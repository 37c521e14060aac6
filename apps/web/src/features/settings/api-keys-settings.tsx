'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Badge, CopyButton, Empty, Failure, Skeleton, Time } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Confirm, Dialog } from '@/components/ui/dialog.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Checkbox, Input } from '@/components/ui/input.tsx'
import { api, messageOf } from '@/lib/api.ts'
import type { ApiKey, List } from '@/lib/api-types.ts'
import { Section } from './settings-frame.tsx'

const scopes = [
  ['documents:read', 'Read documents'],
  ['documents:write', 'Create and change documents'],
  ['comments:write', 'Write comments'],
  ['webhooks:manage', 'Manage webhook endpoints'],
  ['events:read', 'Read the event list'],
  ['members:read', 'See the members'],
] as const

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
          For programs. A key belongs to the workspace and does what its scopes say.{' '}
          <a className="text-accent underline underline-offset-4" href="/api/v1/docs">
            API documentation
          </a>
        </>
      }
      actions={
        <Button onClick={() => setCreating(true)}>
          <Plus /> New API key
        </Button>
      }
    >
      {keys.isPending ? (
        <Skeleton className="h-24" />
      ) : keys.isError ? (
        <Failure message={messageOf(keys.error)} onRetry={() => keys.refetch()} />
      ) : items.length === 0 ? (
        <Empty icon={<KeyRound />} title="No API key yet">
          <p>Make one for each program, so that each can be revoked by itself.</p>
        </Empty>
      ) : (
        <ul className="divide-y overflow-hidden rounded-xl border bg-surface">
          {items.map((key) => (
            <li key={key.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
              <div className="grid min-w-56 flex-1 gap-1">
                <span className="font-medium">
                  {key.name} <code className="ml-1 font-normal text-[13px] text-quiet">{key.start}…</code>
                </span>
                <span className="flex flex-wrap gap-1">
                  {key.scopes.map((scope) => (
                    <Badge key={scope}>{scope}</Badge>
                  ))}
                </span>
              </div>
              <span className="text-[13px] text-quiet">
                {key.lastUsedAt ? (
                  <>
                    Used <Time iso={key.lastUsedAt} />
                  </>
                ) : (
                  'Never used'
                )}
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
          ))}
        </ul>
      )}
      <NewKeyDialog open={creating} onOpenChange={setCreating} />
      <Confirm
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke “${revoking?.name}”?`}
        description="Programs that use it stop working at once, and so do webhook endpoints that it made until an admin enables them. This cannot be undone."
        action="Revoke"
        onConfirm={() => revoking && revoke.mutate(revoking.id)}
      />
    </Section>
  )
}

function NewKeyDialog({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>(['documents:read'])
  const [key, setKey] = useState('')
  const create = useMutation({
    mutationFn: () => api<ApiKey & { key: string }>('POST', '/api-keys', { name, scopes: chosen }),
    onSuccess: (made) => {
      setKey(made.key)
      return client.invalidateQueries({ queryKey: ['api-keys'] })
    },
  })
  const close = (next: boolean) => {
    onOpenChange(next)
    if (next) return
    setKey('')
    setName('')
    create.reset()
  }
  if (key)
    return (
      <Dialog
        open={open}
        onOpenChange={close}
        title="Copy the key now"
        description="It is shown this once and stored nowhere."
      >
        <div className="grid gap-4">
          <code data-testid="api-key" className="break-all rounded-md bg-sunken p-3 font-mono text-[13px]">
            {key}
          </code>
          <div className="flex justify-end gap-2">
            <CopyButton text={key} label="Copy key" />
            <Button size="sm" onClick={() => close(false)}>
              Done
            </Button>
          </div>
        </div>
      </Dialog>
    )
  return (
    <Dialog open={open} onOpenChange={close} title="New API key">
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        {create.isError && <Failure message={messageOf(create.error)} />}
        <Field label="Name" hint="What it is for, such as “CRM sync”.">
          {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <fieldset className="grid gap-2">
          <legend className="pb-2 font-medium text-[13px]">What it may do</legend>
          {scopes.map(([scope, title]) => (
            <label key={scope} htmlFor={`scope-${scope}`} className="flex items-center gap-2.5 text-sm">
              <Checkbox
                id={`scope-${scope}`}
                checked={chosen.includes(scope)}
                onChange={(event) =>
                  setChosen(event.target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
                }
              />
              {title}
              <code className="text-faint text-xs">{scope}</code>
            </label>
          ))}
        </fieldset>
        <Button type="submit" className="justify-self-end" disabled={create.isPending}>
          Create key
        </Button>
      </form>
    </Dialog>
  )
}

'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Checkbox, Input } from '@/components/ui/input.tsx'
import { ApiError, messageOf } from '@/lib/api.ts'
import { apiOnce } from '@/lib/api-once.ts'
import type { ApiKey } from '@/lib/api-types.ts'
import { focusInvalid } from '@/lib/focus.ts'
import { KeyToCopy, shownKeyDialog } from './shown-key.tsx'
import { API_KEYS } from './use-api-keys.ts'

const scopes = [
  ['documents:read', 'Read documents'],
  ['documents:write', 'Create and change documents'],
  ['comments:write', 'Write comments'],
  ['webhooks:manage', 'Manage webhook endpoints'],
  ['events:read', 'Read the event list'],
  ['members:read', 'See the members'],
] as const

interface NewKeyDialogProps {
  open: boolean
  onOpenChange(open: boolean): void
}

/** Creates a key and shows it once. Each time, the form starts empty, so that no key gets another one's scopes. */
export function NewKeyDialog({ open, onOpenChange }: NewKeyDialogProps) {
  const [key, setKey] = useState('')
  /** While true, the dialog cannot be closed: nobody would see the key. */
  const [making, setMaking] = useState(false)
  const close = (next: boolean) => {
    if (making) return
    onOpenChange(next)
    if (!next) setKey('')
  }
  return (
    // One dialog for both steps, so that the focus goes back to the button that opened it.
    <Dialog open={open} onOpenChange={close} {...(key ? shownKeyDialog : { title: 'New API key' })}>
      {key ? (
        <KeyToCopy value={key} onDone={() => close(false)} />
      ) : (
        <NewKeyForm
          onMaking={setMaking}
          onKey={(made) => {
            setMaking(false)
            setKey(made)
          }}
        />
      )}
    </Dialog>
  )
}

interface NewKeyFormProps {
  onMaking(making: boolean): void
  onKey(key: string): void
}

function NewKeyForm({ onMaking, onKey }: NewKeyFormProps) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>(['documents:read'])
  const create = useMutation({
    mutationFn: () => apiOnce<ApiKey & { key: string }>('/api-keys', { name, scopes: chosen }),
    onMutate: () => onMaking(true),
    onError: () => onMaking(false),
    onSuccess: (made) => {
      onKey(made.key)
      return client.invalidateQueries({ queryKey: API_KEYS })
    },
  })
  const errors = create.error instanceof ApiError ? create.error.fields : []
  const errorOf = (field: string) => errors.find(({ path }) => path === field)?.message
  const elsewhere = create.isError && !errorOf('name') && !errorOf('scopes')
  const form = useRef<HTMLFormElement>(null)
  const scopesError = useId()
  useEffect(() => {
    if (create.error) focusInvalid(form.current)
  }, [create.error])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <form ref={form} className="grid gap-5" onSubmit={submit}>
      {elsewhere && <Failure message={messageOf(create.error)} />}
      <Field label="Name" hint="What it is for, such as “CRM sync”." error={errorOf('name')}>
        {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <fieldset className="grid gap-2" aria-describedby={errorOf('scopes') ? scopesError : undefined}>
        <legend className="pb-2 font-medium text-(length:--small)">Scopes</legend>
        {scopes.map(([scope, title]) => (
          <label
            key={scope}
            htmlFor={`scope-${scope}`}
            className="flex items-center gap-2.5 text-sm pointer-coarse:min-h-11"
          >
            <Checkbox
              id={`scope-${scope}`}
              aria-invalid={errorOf('scopes') ? true : undefined}
              checked={chosen.includes(scope)}
              onChange={(event) =>
                setChosen(event.target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
              }
            />
            <span className="flex flex-wrap items-center gap-x-2.5">
              {title} <code className="text-faint text-xs">{scope}</code>
            </span>
          </label>
        ))}
        {errorOf('scopes') && (
          <p id={scopesError} role="alert" className="text-(length:--small) text-bad">
            {errorOf('scopes')}
          </p>
        )}
      </fieldset>
      <Button type="submit" className="justify-self-end" disabled={create.isPending}>
        Create key
      </Button>
    </form>
  )
}

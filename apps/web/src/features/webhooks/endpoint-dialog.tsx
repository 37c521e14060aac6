'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { Plus, X } from 'lucide-react'
import { Controller, useFieldArray, useForm } from 'react-hook-form'
import { z } from 'zod'
import { Failure } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { ApiError, messageOf } from '@/lib/api.ts'
import type { Endpoint } from '@/lib/api-types.ts'
import { EventTypePicker } from './event-type-picker.tsx'
import { useSaveEndpoint } from './use-endpoints.ts'

const schema = z.object({
  url: z.url({
    protocol: /^https?$/,
    error: 'Enter the whole address, such as https://example.com/hooks/quillwire.',
  }),
  description: z.string().max(200),
  eventTypes: z.array(z.string()).min(1, 'Choose at least one event.'),
  headers: z.array(z.object({ name: z.string().trim().min(1, 'Name the header.'), value: z.string() })),
  timeoutSeconds: z.coerce.number<number>().min(1, 'From 1 to 30 seconds.').max(30, 'From 1 to 30 seconds.'),
})

type Values = z.infer<typeof schema>

interface EndpointDialogProps {
  open: boolean
  onOpenChange(open: boolean): void
  endpoint?: Endpoint
  onSaved(endpoint: Endpoint): void
}

/** Adds an endpoint, or edits the one that is given. */
export function EndpointDialog({ open, onOpenChange, endpoint, onSaved }: EndpointDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={endpoint ? 'Edit endpoint' : 'Add endpoint'}
      className="max-w-2xl"
    >
      <EndpointForm
        endpoint={endpoint}
        onSaved={(saved) => {
          onOpenChange(false)
          onSaved(saved)
        }}
      />
    </Dialog>
  )
}

function EndpointForm({
  endpoint,
  onSaved,
}: {
  endpoint: Endpoint | undefined
  onSaved(endpoint: Endpoint): void
}) {
  const save = useSaveEndpoint(endpoint?.id)
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: {
      url: endpoint?.url ?? '',
      description: endpoint?.description ?? '',
      eventTypes: endpoint?.eventTypes ?? ['document.*'],
      headers: Object.entries(endpoint?.headers ?? {}).map(([name, value]) => ({ name, value })),
      timeoutSeconds: (endpoint?.timeoutMs ?? 15_000) / 1000,
    },
  })
  const headers = useFieldArray({ control: form.control, name: 'headers' })
  const { errors } = form.formState
  const submit = form.handleSubmit(async ({ headers: list, timeoutSeconds, ...rest }) => {
    try {
      const input = {
        ...rest,
        headers: Object.fromEntries(list.map(({ name, value }) => [name, value])),
        timeoutMs: timeoutSeconds * 1000,
      }
      onSaved(await save.mutateAsync(input))
    } catch (error) {
      const field = error instanceof ApiError ? error.fields[0]?.path : undefined
      if (field === 'url' || field === 'eventTypes') form.setError(field, { message: messageOf(error) })
    }
  })
  const general = save.isError && !errors.url && !errors.eventTypes ? messageOf(save.error) : ''
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      {general && <Failure message={general} />}
      <Field
        label="URL"
        error={errors.url?.message}
        hint="Where the requests go. Private addresses are refused unless the server allows their network."
      >
        {(control) => (
          <Input
            {...control}
            type="url"
            placeholder="https://"
            className="font-mono text-[13px]"
            {...form.register('url')}
          />
        )}
      </Field>
      <Field label="Description" hint="What it is for. Only admins see it.">
        {(control) => <Input {...control} {...form.register('description')} />}
      </Field>
      <Controller
        control={form.control}
        name="eventTypes"
        render={({ field }) => (
          <EventTypePicker value={field.value} onChange={field.onChange} error={errors.eventTypes?.message} />
        )}
      />
      <fieldset className="grid gap-2">
        <legend className="pb-1.5 font-medium text-[13px]">Headers of your own</legend>
        {headers.fields.map((field, index) => (
          <div key={field.id} className="flex gap-2">
            <Input
              aria-label="Header name"
              placeholder="x-team"
              {...form.register(`headers.${index}.name`)}
            />
            <Input
              aria-label="Header value"
              placeholder="docs"
              {...form.register(`headers.${index}.value`)}
            />
            <Button
              variant="ghost"
              size="icon"
              aria-label="Remove the header"
              onClick={() => headers.remove(index)}
            >
              <X />
            </Button>
          </div>
        ))}
        <Button
          variant="secondary"
          size="sm"
          className="justify-self-start"
          onClick={() => headers.append({ name: '', value: '' })}
        >
          <Plus /> Add a header
        </Button>
      </fieldset>
      <Field
        label="Timeout in seconds"
        error={errors.timeoutSeconds?.message}
        hint="How long your program has to answer, from 1 to 30."
      >
        {(control) => (
          <Input
            {...control}
            type="number"
            min={1}
            max={30}
            className="w-24"
            {...form.register('timeoutSeconds')}
          />
        )}
      </Field>
      <Button type="submit" className="justify-self-end" disabled={save.isPending}>
        {endpoint ? 'Save' : 'Add endpoint'}
      </Button>
    </form>
  )
}

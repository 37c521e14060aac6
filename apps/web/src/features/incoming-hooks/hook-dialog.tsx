'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect, useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { z } from 'zod'
import { Button } from '@/components/ui/button.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { Field } from '@/components/ui/field.tsx'
import { FormDialog } from '@/components/ui/form-dialog.tsx'
import { Checkbox, Input } from '@/components/ui/input.tsx'
import { ApiError, messageOf } from '@/lib/api.ts'
import { changedFields } from '@/lib/changed-fields.ts'
import { ActionField, BlockField } from './action-field.tsx'
import { DocumentPicker } from './document-picker.tsx'
import { TemplateField } from './template-field.tsx'
import { type HookDetail, type HookInput, useSaveHook } from './use-hooks.ts'

const schema = z
  .object({
    document: z.object({ id: z.string(), title: z.string() }).nullable(),
    name: z.string().trim().min(1, 'Give the hook a name.').max(100, 'At most 100 characters.'),
    action: z.enum(['append', 'prepend', 'comment', 'set_block']),
    block: z.string().max(200, 'At most 200 characters.'),
    template: z.string().max(20_000, 'At most 20,000 characters.'),
    signed: z.boolean(),
    rateLimit: z.coerce
      .number<number>('From 1 to 600.')
      .int('From 1 to 600.')
      .min(1, 'From 1 to 600.')
      .max(600, 'From 1 to 600.'),
  })
  .refine(({ document }) => document !== null, { path: ['document'], error: 'Choose a document.' })
  .refine(({ action, block }) => action !== 'set_block' || block.trim() !== '', {
    path: ['block'],
    error: 'Name the heading of the section.',
  })

type Values = z.infer<typeof schema>

function valuesOf(hook: HookDetail | undefined): Values {
  return {
    document: hook ? { id: hook.documentId, title: hook.documentTitle ?? '' } : null,
    name: hook?.name ?? '',
    action: hook?.action ?? 'append',
    block: hook?.block ?? '',
    template: hook?.template ?? '',
    signed: hook?.signed ?? false,
    rateLimit: hook?.rateLimit ?? 60,
  }
}

function inputOf({ document, template, block, ...rest }: Values): HookInput {
  return {
    ...rest,
    documentId: document?.id ?? '',
    block: rest.action === 'set_block' ? block : null,
    template: template.trim() ? template : null,
  }
}

const FIELDS = ['name', 'block', 'template', 'rateLimit'] as const

interface HookDialogProps {
  open: boolean
  onOpenChange(open: boolean): void
  hook?: HookDetail
  onSaved(hook: HookDetail): void
}

/** Creates a hook, or edits the given one. */
export function HookDialog({ open, onOpenChange, hook, onSaved }: HookDialogProps) {
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title={hook ? 'Edit hook' : 'Add hook'}
      className="max-w-2xl"
    >
      {({ onChanged, close }) => (
        <HookForm
          hook={hook}
          onChanged={onChanged}
          onSaved={(saved) => {
            close()
            onSaved(saved)
          }}
        />
      )}
    </FormDialog>
  )
}

interface HookFormProps {
  hook: HookDetail | undefined
  onChanged(changed: boolean): void
  onSaved(hook: HookDetail): void
}

function HookForm({ hook, onChanged, onSaved }: HookFormProps) {
  const save = useSaveHook(hook?.id)
  // The values from when the form opened: the hook itself is reread while the form is open.
  const [initial] = useState(() => valuesOf(hook))
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: initial })
  const { errors, isDirty } = form.formState
  useEffect(() => onChanged(isDirty), [isDirty, onChanged])
  const [action, document] = form.watch(['action', 'document'])
  const submit = form.handleSubmit(async (values) => {
    try {
      const input = inputOf(values)
      onSaved(await save.mutateAsync(hook ? changedFields(inputOf(initial), input) : input))
    } catch (error) {
      const path = error instanceof ApiError ? error.fields[0]?.path : undefined
      const field = FIELDS.find((name) => name === path)
      if (field) form.setError(field, { message: messageOf(error) }, { shouldFocus: true })
    }
  })
  const general = save.isError && FIELDS.every((name) => !errors[name]) ? messageOf(save.error) : ''
  return (
    <form onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {general && <Failure message={general} />}
      <Field
        label="Name"
        error={errors.name?.message}
        hint="Readers see it as the author of what is written."
      >
        {(control) => <Input {...control} placeholder="Deploys" {...form.register('name')} />}
      </Field>
      {!hook && (
        <Controller
          control={form.control}
          name="document"
          render={({ field }) => (
            <Field label="Document" error={errors.document?.message}>
              {(control) => (
                <DocumentPicker {...control} ref={field.ref} value={field.value} onChange={field.onChange} />
              )}
            </Field>
          )}
        />
      )}
      <Controller
        control={form.control}
        name="action"
        render={({ field }) => <ActionField value={field.value} onChange={field.onChange} />}
      />
      {action === 'set_block' && (
        <Controller
          control={form.control}
          name="block"
          render={({ field }) => (
            <BlockField
              ref={field.ref}
              value={field.value}
              onChange={field.onChange}
              error={errors.block?.message}
              documentId={document?.id}
            />
          )}
        />
      )}
      <Controller
        control={form.control}
        name="template"
        render={({ field }) => (
          <TemplateField value={field.value} onChange={field.onChange} error={errors.template?.message} />
        )}
      />
      <label htmlFor="hook-signed" className="flex items-start gap-2.5 text-sm">
        <Checkbox id="hook-signed" className="mt-0.5" {...form.register('signed')} />
        <span className="grid gap-0.5">
          <span className="font-medium">Require signed calls</span>
          <span className="text-(length:--small) text-quiet">
            Knowing the URL is then not enough: each call must be signed with a secret, as Standard Webhooks
            describes.
          </span>
        </span>
      </label>
      <Field
        label="Calls per minute"
        error={errors.rateLimit?.message}
        hint="Calls over the limit get 429 with a Retry-After header."
      >
        {(control) => (
          <Input
            {...control}
            type="number"
            min={1}
            max={600}
            className="w-24"
            {...form.register('rateLimit')}
          />
        )}
      </Field>
      <Button type="submit" className="justify-self-end" disabled={save.isPending}>
        {hook ? 'Save' : 'Add hook'}
      </Button>
    </form>
  )
}

'use client'
import { Plus, X } from 'lucide-react'
import { useId } from 'react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { Button } from '@/components/ui/button.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { usePresets } from '../use-catalogue.ts'
import type { Values } from './form-values.ts'
import { SecretValue } from './secret-value.tsx'

/** Secrets that the address, headers and function refer to. Those of a preset stand beside the address instead. */
export function SecretFields() {
  const form = useFormContext<Values>()
  const secrets = useFieldArray({ control: form.control, name: 'secrets' })
  const presets = usePresets()
  const [preset, values] = form.watch(['preset', 'secrets'])
  const elsewhere = presets.data?.items.find(({ name }) => name === preset)?.secrets ?? []
  const errors = form.formState.errors.secrets
  const errorId = useId()
  let shown = 0
  return (
    <fieldset
      className="grid grid-cols-[minmax(0,1fr)] gap-3"
      aria-describedby={errors?.message ? errorId : undefined}
    >
      <legend className="pb-1.5 font-medium text-(length:--small)">Secrets</legend>
      <p className="text-(length:--small) text-quiet">
        <code>{'{{secret.NAME}}'}</code> stands for the value in headers and in the URL after the host. Values
        are stored encrypted and never shown again.
      </p>
      {secrets.fields.map((field, index) => {
        if (elsewhere.some(({ name }) => name === values[index]?.name)) return null
        return (
          <fieldset
            key={field.id}
            aria-label={`Secret ${++shown}`}
            className="flex min-w-0 items-start gap-2"
          >
            <div className="grid flex-1 gap-2 sm:grid-cols-[14rem_minmax(0,1fr)]">
              <Field label="Name" error={errors?.[index]?.name?.message}>
                {(control) => (
                  <Input
                    {...control}
                    readOnly={field.stored}
                    placeholder="API_TOKEN"
                    spellCheck={false}
                    className="font-mono text-(length:--small) read-only:text-quiet"
                    {...form.register(`secrets.${index}.name`)}
                  />
                )}
              </Field>
              <SecretValue index={index} label="Value" />
            </div>
            <Button
              variant="ghost"
              size="icon"
              className="mt-6.75"
              aria-label={`Remove the secret ${values[index]?.name ?? ''}`}
              onClick={() => secrets.remove(index)}
            >
              <X />
            </Button>
          </fieldset>
        )
      })}
      {errors?.message && (
        <p id={errorId} role="alert" className="text-(length:--small) text-bad">
          {errors.message}
        </p>
      )}
      <Button
        variant="secondary"
        size="sm"
        className="justify-self-start"
        onClick={() => secrets.append({ name: '', value: '', stored: false })}
      >
        <Plus /> Add a secret
      </Button>
    </fieldset>
  )
}

'use client'
import { Plus, X } from 'lucide-react'
import { useId } from 'react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { Button } from '@/components/ui/button.tsx'
import { Input } from '@/components/ui/input.tsx'
import type { Values } from './form-values.ts'

/** Additional headers that are sent with every delivery. */
export function HeaderFields() {
  const form = useFormContext<Values>()
  const headers = useFieldArray({ control: form.control, name: 'headers' })
  const errors = form.formState.errors.headers
  const errorId = useId()
  const message = errors?.message ?? headers.fields.map((_, i) => errors?.[i]?.name?.message).find(Boolean)
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <legend className="pb-1.5 font-medium text-(length:--small)">Headers of your own</legend>
      {headers.fields.map((field, index) => (
        <div key={field.id} className="flex gap-2">
          <Input
            aria-label={`Header name ${index + 1}`}
            aria-invalid={Boolean(message)}
            aria-describedby={message ? errorId : undefined}
            placeholder="x-team"
            spellCheck={false}
            className="max-w-56 font-mono text-(length:--small)"
            {...form.register(`headers.${index}.name`)}
          />
          <Input
            aria-label={`Header value ${index + 1}`}
            placeholder="docs"
            spellCheck={false}
            className="font-mono text-(length:--small)"
            {...form.register(`headers.${index}.value`)}
          />
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove header ${index + 1}`}
            onClick={() => headers.remove(index)}
          >
            <X />
          </Button>
        </div>
      ))}
      {message && (
        <p id={errorId} role="alert" className="text-(length:--small) text-bad">
          {message}
        </p>
      )}
      <Button
        variant="secondary"
        size="sm"
        className="justify-self-start"
        onClick={() => headers.append({ name: '', value: '' })}
      >
        <Plus /> Add a header
      </Button>
    </fieldset>
  )
}

'use client'
import { useEffect, useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { Button } from '@/components/ui/button.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import type { Values } from './form-values.ts'

interface SecretValueProps {
  index: number
  label: string
  hint?: string
}

/** The value of a secret. A value that the server has is never shown, only replaced. */
export function SecretValue({ index, label, hint }: SecretValueProps) {
  const form = useFormContext<Values>()
  const [replacing, setReplacing] = useState(false)
  const stored = form.watch(`secrets.${index}.stored`)
  const masked = stored && !replacing
  const error = form.formState.errors.secrets?.[index]?.value?.message
  // The stored value is no longer valid: a new one has to be entered.
  useEffect(() => {
    if (error) setReplacing(true)
  }, [error])
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div className="flex gap-2">
          {masked ? (
            <Input {...control} readOnly value="••••••••••••" className="font-mono text-quiet" />
          ) : (
            <Input
              {...control}
              autoFocus={stored}
              type="password"
              autoComplete="off"
              placeholder={stored ? 'The new value' : undefined}
              className="font-mono text-(length:--small)"
              {...form.register(`secrets.${index}.value`)}
            />
          )}
          {stored && (
            <Button
              variant="secondary"
              onClick={() => {
                form.setValue(`secrets.${index}.value`, '', { shouldDirty: true })
                setReplacing(!replacing)
              }}
            >
              {replacing ? 'Keep' : 'Replace'}
            </Button>
          )}
        </div>
      )}
    </Field>
  )
}

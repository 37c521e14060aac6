'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useRouter } from 'next/navigation'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import type { z } from 'zod'

interface NameFormOptions {
  /** The current name. */
  name: string
  /** The rules for a name. */
  schema: z.ZodType<{ name: string }, { name: string }>
  save(name: string): Promise<unknown>
  /** Why it was not saved, in words for people. */
  messageOf(error: unknown): string
}

/** A form that renames something. The page shows the new name once it is saved; a refusal is shown at the field. */
export function useNameForm({ name, schema, save, messageOf }: NameFormOptions) {
  const router = useRouter()
  // What is typed before the new name comes back is kept.
  const form = useForm({
    resolver: zodResolver(schema),
    values: { name },
    resetOptions: { keepDirtyValues: true },
  })
  const submit = form.handleSubmit(async (input) => {
    try {
      await save(input.name)
      toast('Saved.')
      router.refresh()
    } catch (error) {
      form.setError('name', { message: messageOf(error) }, { shouldFocus: true })
    }
  })
  const { errors, isSubmitting, isReady } = form.formState
  return {
    submit,
    button: { submitting: isSubmitting, ready: isReady },
    error: errors.name?.message,
    // With a default value, text typed before the page's scripts were loaded can be told from the name.
    input: { ...form.register('name'), defaultValue: name },
  }
}

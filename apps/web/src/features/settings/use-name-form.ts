'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useRouter } from 'next/navigation'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import type { z } from 'zod'

interface NameFormOptions {
  /** The name that it has now. */
  name: string
  /** What a name may be. */
  schema: z.ZodType<{ name: string }, { name: string }>
  save(name: string): Promise<unknown>
  /** Why it was not saved, in words for people. */
  messageOf(error: unknown): string
}

/** A form that gives something another name: the page shows it once it is saved, and why it is refused stands beside it. */
export function useNameForm({ name, schema, save, messageOf }: NameFormOptions) {
  const router = useRouter()
  // What is written on while the new name comes back stays written.
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
    // What is typed before the page's scripts are there is told from the name by it.
    input: { ...form.register('name'), defaultValue: name },
  }
}

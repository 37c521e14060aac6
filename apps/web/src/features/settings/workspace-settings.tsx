'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useRouter } from 'next/navigation'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'
import { Button } from '@/components/ui/button.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import { api, messageOf } from '@/lib/api.ts'
import { Section } from './settings-frame.tsx'

const schema = z.object({
  name: z.string().trim().min(1, 'Give the workspace a name.').max(100, 'At most 100 characters.'),
})

export function WorkspaceSettings() {
  const router = useRouter()
  const name = useShell()?.me.workspace?.name ?? ''
  // What is written on while the new name comes back stays written.
  const form = useForm({
    resolver: zodResolver(schema),
    values: { name },
    resetOptions: { keepDirtyValues: true },
  })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (input) => {
    try {
      await api('PATCH', '/workspace', input)
      toast('Saved.')
      router.refresh()
    } catch (error) {
      form.setError('name', { message: messageOf(error) }, { shouldFocus: true })
    }
  })
  return (
    <Section title="Workspace" lead="The name is what people see in the side bar and in invitations.">
      <form onSubmit={submit} className="grid max-w-md gap-4" noValidate>
        <Field label="Name" error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register('name')} />}
        </Field>
        <Button type="submit" className="justify-self-start" disabled={isSubmitting}>
          Save
        </Button>
      </form>
    </Section>
  )
}

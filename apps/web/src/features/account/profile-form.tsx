'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useRouter } from 'next/navigation'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'
import { Button } from '@/components/ui/button.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { Section } from '@/features/settings/settings-frame.tsx'
import { accountApi } from '@/lib/api.ts'
import { personName } from './account-fields.ts'
import { accountProblem } from './account-problem.ts'

const schema = z.object({ name: personName })

export function ProfileForm({ name, email }: { name: string; email: string }) {
  const router = useRouter()
  // What is written on while the new name comes back stays written.
  const form = useForm({
    resolver: zodResolver(schema),
    values: { name },
    resetOptions: { keepDirtyValues: true },
  })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (input) => {
    try {
      await accountApi('POST', '/update-user', input)
      toast('Saved.')
      router.refresh()
    } catch (error) {
      form.setError('name', { message: accountProblem(error).message }, { shouldFocus: true })
    }
  })
  return (
    <Section
      title="You"
      lead="Others see your name beside your text. What you have written so far keeps the name it has."
    >
      <form onSubmit={submit} method="post" className="grid max-w-md gap-4" noValidate>
        <Field label="Name" error={errors.name?.message}>
          {(control) => <Input {...control} autoComplete="name" {...form.register('name')} />}
        </Field>
        <Field label="E-mail" hint="You sign in with this. It can’t be changed.">
          {(control) => (
            <Input
              {...control}
              type="email"
              value={email}
              readOnly
              autoComplete="off"
              className="bg-sunken text-quiet"
            />
          )}
        </Field>
        <Button type="submit" className="justify-self-start" disabled={isSubmitting}>
          Save
        </Button>
      </form>
    </Section>
  )
}

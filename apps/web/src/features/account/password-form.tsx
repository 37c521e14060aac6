'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'
import { SubmitButton } from '@/components/submit-button.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Checkbox, Input } from '@/components/ui/input.tsx'
import { Section } from '@/features/settings/settings-frame.tsx'
import { accountApi } from '@/lib/api.ts'
import { newPassword, PASSWORD_HINT } from './account-fields.ts'
import { SESSIONS } from './sessions.tsx'
import { showProblem } from './show-problem.ts'

const schema = z.object({
  currentPassword: z.string().min(1, 'Enter your current password.'),
  password: newPassword,
  revokeOtherSessions: z.boolean(),
})

export function PasswordForm({ email }: { email: string }) {
  const client = useQueryClient()
  const [failure, setFailure] = useState('')
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { currentPassword: '', password: '', revokeOtherSessions: true },
  })
  const { errors, isSubmitting, isReady } = form.formState
  const submit = form.handleSubmit(async ({ password, ...input }) => {
    setFailure('')
    try {
      await accountApi('POST', '/change-password', { ...input, newPassword: password })
      form.reset()
      toast(
        input.revokeOtherSessions
          ? 'Your password has been changed. You are signed out everywhere else.'
          : 'Your password has been changed.',
      )
    } catch (error) {
      showProblem(form, error, setFailure)
    }
    await client.invalidateQueries({ queryKey: SESSIONS })
  })
  return (
    <Section
      title="Password"
      lead="Programs with an API key keep working: a key has nothing to do with your password."
    >
      <form onSubmit={submit} method="post" className="grid max-w-md gap-4" noValidate>
        {failure && <Failure message={failure} />}
        {/* Tells password managers whose password it is. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <Field label="Current password" error={errors.currentPassword?.message}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              {...form.register('currentPassword')}
            />
          )}
        </Field>
        <Field label="New password" error={errors.password?.message} hint={PASSWORD_HINT}>
          {(control) => (
            <Input {...control} type="password" autoComplete="new-password" {...form.register('password')} />
          )}
        </Field>
        <label className="flex min-h-6.5 items-center gap-2.5 text-sm pointer-coarse:min-h-11">
          <Checkbox {...form.register('revokeOtherSessions')} />
          Sign me out everywhere else
        </label>
        <SubmitButton className="justify-self-start" submitting={isSubmitting} ready={isReady}>
          Change password
        </SubmitButton>
      </form>
    </Section>
  )
}

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { SubmitButton } from '@/components/submit-button.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { ApiError, send } from '@/lib/api.ts'
import { newPassword, PASSWORD_HINT } from './account-fields.ts'
import { showProblem } from './show-problem.ts'

const schema = z.object({ password: newPassword })

interface ResetFormProps {
  token: string
  onOutcome(outcome: 'changed' | 'unusable'): void
}

export function ResetForm({ token, onOutcome }: ResetFormProps) {
  const [failure, setFailure] = useState('')
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { password: '' } })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async ({ password }) => {
    setFailure('')
    try {
      await send('/api/auth/reset-password', 'POST', { token, newPassword: password })
      // Back must not lead to a link that was used.
      window.history.replaceState(null, '', '/reset-password')
      onOutcome('changed')
    } catch (error) {
      if (error instanceof ApiError && ENDED.has(error.code)) return onOutcome('unusable')
      showProblem(form, error, setFailure)
    }
  })
  return (
    <form onSubmit={submit} method="post" noValidate className="grid gap-4">
      {failure && <Failure message={failure} />}
      <Field label="New password" error={errors.password?.message} hint={PASSWORD_HINT}>
        {(control) => (
          <Input {...control} type="password" autoComplete="new-password" {...form.register('password')} />
        )}
      </Field>
      <SubmitButton className="mt-1 h-10" submitting={isSubmitting}>
        Change password
      </SubmitButton>
    </form>
  )
}

/** The codes for a link that was used or is too old, or whose account is gone. */
const ENDED = new Set(['INVALID_TOKEN', 'USER_NOT_FOUND'])

'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { SubmitButton } from '@/components/submit-button.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { send } from '@/lib/api.ts'
import { emailAddress } from './account-fields.ts'
import { Done } from './done.tsx'
import { showProblem } from './show-problem.ts'

const schema = z.object({ email: emailAddress })

/** Asks for a link by mail. It does not reveal whether the address has an account. */
export function ForgottenForm() {
  const [failure, setFailure] = useState('')
  const [sentTo, setSentTo] = useState('')
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { email: '' } })
  const { errors, isSubmitting, isReady } = form.formState
  const submit = form.handleSubmit(async ({ email }) => {
    setFailure('')
    try {
      await send('/api/auth/request-password-reset', 'POST', { email })
      setSentTo(email)
    } catch (error) {
      showProblem(form, error, setFailure)
    }
  })
  if (sentTo)
    return (
      <Done title="Check your e-mail">
        <p className="[overflow-wrap:anywhere]">
          If {sentTo} has an account here, a link is on its way to it. It works once, for an hour.
        </p>
        <p>Nothing there after a few minutes? Check your spam folder, and the address above.</p>
        <Button variant="secondary" className="justify-self-start" onClick={() => setSentTo('')}>
          Ask again
        </Button>
      </Done>
    )
  return (
    <form onSubmit={submit} method="post" noValidate className="grid gap-4">
      {failure && <Failure message={failure} />}
      <Field label="E-mail" error={errors.email?.message}>
        {(control) => <Input {...control} type="email" autoComplete="username" {...form.register('email')} />}
      </Field>
      <SubmitButton className="mt-1 h-10" submitting={isSubmitting} ready={isReady}>
        Send me a link
      </SubmitButton>
    </form>
  )
}

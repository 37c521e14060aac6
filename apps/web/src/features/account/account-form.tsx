'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { SubmitButton } from '@/components/submit-button.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { send } from '@/lib/api.ts'
import { emailAddress, newPassword, PASSWORD_HINT, personName } from './account-fields.ts'
import { showProblem } from './show-problem.ts'

const signInSchema = z.object({
  name: z.string(),
  email: emailAddress,
  password: z.string().min(1, 'Enter your password.'),
})
const signUpSchema = z.object({
  name: personName,
  email: emailAddress,
  password: newPassword,
})

interface AccountFormProps {
  kind: 'sign-in' | 'sign-up'
  /** Where to go afterwards. */
  next: string
  invitation?: string
}

export function AccountForm({ kind, next, invitation }: AccountFormProps) {
  const [failure, setFailure] = useState('')
  const form = useForm({
    resolver: zodResolver(kind === 'sign-up' ? signUpSchema : signInSchema),
    defaultValues: { name: '', email: '', password: '' },
  })
  const { errors, isSubmitting, isReady } = form.formState
  const submit = form.handleSubmit(async ({ name, ...account }) => {
    setFailure('')
    try {
      const body = kind === 'sign-up' ? { name, ...account, ...(invitation ? { invitation } : {}) } : account
      await send(`/api/auth/${kind}/email`, 'POST', body)
      // A full load: every part of the page has to know who is signed in now.
      window.location.assign(next)
    } catch (error) {
      showProblem(form, error, setFailure)
    }
  })
  return (
    <form onSubmit={submit} method="post" noValidate className="grid gap-4">
      {failure && <Failure message={failure} />}
      {kind === 'sign-up' && (
        <Field label="Name" error={errors.name?.message}>
          {(control) => <Input {...control} autoComplete="name" {...form.register('name')} />}
        </Field>
      )}
      <Field label="E-mail" error={errors.email?.message}>
        {(control) => <Input {...control} type="email" autoComplete="username" {...form.register('email')} />}
      </Field>
      <Field
        label="Password"
        error={errors.password?.message}
        {...(kind === 'sign-up' ? { hint: PASSWORD_HINT } : {})}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete={kind === 'sign-up' ? 'new-password' : 'current-password'}
            {...form.register('password')}
          />
        )}
      </Field>
      {kind === 'sign-in' && (
        <Link
          className="-my-1 justify-self-start py-1 text-quiet text-sm underline underline-offset-4 pointer-coarse:my-0 pointer-coarse:py-2 hover:text-ink"
          href="/forgot-password"
        >
          Forgot your password?
        </Link>
      )}
      <SubmitButton className="mt-1 h-10" submitting={isSubmitting} ready={isReady}>
        {kind === 'sign-up' ? 'Create account' : 'Sign in'}
      </SubmitButton>
    </form>
  )
}

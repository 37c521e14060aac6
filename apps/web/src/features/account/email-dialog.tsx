'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Button } from '@/components/ui/button.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { accountApi } from '@/lib/api.ts'
import { emailAddress } from './account-fields.ts'
import { Done } from './done.tsx'
import { showProblem } from './show-problem.ts'

const schema = z.object({
  email: emailAddress,
  currentPassword: z.string().min(1, 'Enter your current password.'),
})

interface EmailDialogProps {
  open: boolean
  onOpenChange(open: boolean): void
  /** The current address. */
  email: string
  /** Without mail, people cannot prove that an address is theirs. */
  sendsMail: boolean
  onAsked(): void
}

/** Asks for another address. It takes effect once the link that is sent to it has been opened. */
export function EmailDialog({ open, onOpenChange, email, sendsMail, onAsked }: EmailDialogProps) {
  const [sentTo, setSentTo] = useState('')
  const close = (next: boolean) => {
    onOpenChange(next)
    if (next) setSentTo('')
  }
  return (
    <Dialog open={open} onOpenChange={close} title="Change your e-mail" className="max-w-md">
      {!sendsMail ? (
        <ByOperator email={email} />
      ) : sentTo ? (
        <Sent email={email} sentTo={sentTo} onAgain={() => setSentTo('')} onClose={() => close(false)} />
      ) : (
        <EmailForm
          email={email}
          onSent={(to) => {
            setSentTo(to)
            onAsked()
          }}
        />
      )}
    </Dialog>
  )
}

function EmailForm({ email, onSent }: { email: string; onSent(to: string): void }) {
  const [failure, setFailure] = useState('')
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { email: '', currentPassword: '' },
  })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (input) => {
    setFailure('')
    try {
      await accountApi('POST', '/request-email-change', {
        newEmail: input.email,
        currentPassword: input.currentPassword,
      })
      onSent(input.email)
    } catch (error) {
      showProblem(form, error, setFailure)
    }
  })
  return (
    <form onSubmit={submit} method="post" noValidate className="grid gap-4">
      {failure && <Failure message={failure} />}
      <Field
        label="New e-mail"
        error={errors.email?.message}
        hint="We’ll send a link there. Until you open it, nothing changes."
      >
        {(control) => (
          <Input
            {...control}
            data-first-focus
            type="email"
            autoComplete="email"
            {...form.register('email')}
          />
        )}
      </Field>
      {/* Tells password managers whose password it is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Field label="Your password" error={errors.currentPassword?.message}>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="current-password"
            {...form.register('currentPassword')}
          />
        )}
      </Field>
      <Button type="submit" className="justify-self-end" disabled={isSubmitting}>
        Send the link
      </Button>
    </form>
  )
}

interface SentProps {
  email: string
  sentTo: string
  onAgain(): void
  onClose(): void
}

/** Says the same if the address has an account already: only its owner is told, by mail. */
function Sent({ email, sentTo, onAgain, onClose }: SentProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Done title="Check your e-mail">
        <p className="[overflow-wrap:anywhere]">
          A link is on its way to {sentTo}. It works once, for an hour, in a browser in which you are signed
          in. Until then you sign in with {email}.
        </p>
        <p>Nothing there after a few minutes? Check your spam folder, and the address above.</p>
      </Done>
      <div className="flex justify-end gap-2">
        <Button variant="secondary" onClick={onAgain}>
          Ask again
        </Button>
        <Button onClick={onClose}>Done</Button>
      </div>
    </div>
  )
}

function ByOperator({ email }: { email: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 text-quiet text-sm leading-relaxed">
      <p>
        This Quillwire sends no e-mail. Ask the person who runs it, and tell them the address that you want to
        sign in with. They change it on the server:
      </p>
      <code className="rounded-lg border bg-sunken px-4 py-3 text-ink [overflow-wrap:anywhere]">
        npm run change-email -- {email} new@example.com
      </code>
    </div>
  )
}

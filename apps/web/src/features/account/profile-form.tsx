'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { z } from 'zod'
import { SubmitButton } from '@/components/submit-button.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { Section } from '@/features/settings/settings-frame.tsx'
import { useNameForm } from '@/features/settings/use-name-form.ts'
import { accountApi } from '@/lib/api.ts'
import { personName } from './account-fields.ts'
import { accountProblem } from './account-problem.ts'
import { EmailDialog } from './email-dialog.tsx'
import { PENDING_EMAIL, PendingEmail } from './pending-email.tsx'

const schema = z.object({ name: personName })

interface ProfileFormProps {
  name: string
  email: string
  sendsMail: boolean
}

export function ProfileForm({ name, email, sendsMail }: ProfileFormProps) {
  const [changing, setChanging] = useState(false)
  const change = useRef<HTMLButtonElement>(null)
  const client = useQueryClient()
  const { submit, button, error, input } = useNameForm({
    name,
    schema,
    save: (given) => accountApi('POST', '/update-user', { name: given }),
    messageOf: (cause) => accountProblem(cause).message,
  })
  return (
    <Section
      title="You"
      lead="Others see your name beside your text. What you have written so far keeps the name it has."
    >
      <form onSubmit={submit} method="post" className="grid max-w-md gap-4" noValidate>
        <Field label="Name" error={error}>
          {(control) => <Input {...control} autoComplete="name" {...input} />}
        </Field>
        <Field
          label="E-mail"
          hint={
            sendsMail
              ? 'You sign in with this, and mail about your account goes there.'
              : 'You sign in with this.'
          }
        >
          {(control) => (
            <div className="flex gap-2">
              <Input
                {...control}
                type="email"
                value={email}
                readOnly
                autoComplete="off"
                title={email}
                className="min-w-0 flex-1 truncate bg-sunken text-quiet"
              />
              <Button
                ref={change}
                variant="secondary"
                aria-label="Change e-mail"
                onClick={() => setChanging(true)}
              >
                Change
              </Button>
            </div>
          )}
        </Field>
        {sendsMail && <PendingEmail onCancelled={() => change.current?.focus()} />}
        <SubmitButton className="justify-self-start" {...button}>
          Save
        </SubmitButton>
      </form>
      <EmailDialog
        open={changing}
        onOpenChange={setChanging}
        email={email}
        sendsMail={sendsMail}
        onAsked={() => void client.invalidateQueries({ queryKey: PENDING_EMAIL })}
      />
    </Section>
  )
}

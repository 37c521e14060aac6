'use client'
import { z } from 'zod'
import { SubmitButton } from '@/components/submit-button.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import { api, messageOf } from '@/lib/api.ts'
import { Section } from './settings-frame.tsx'
import { useNameForm } from './use-name-form.ts'

const schema = z.object({
  name: z.string().trim().min(1, 'Give the workspace a name.').max(100, 'At most 100 characters.'),
})

export function WorkspaceSettings() {
  const name = useShell()?.me.workspace?.name ?? ''
  const { submit, button, error, input } = useNameForm({
    name,
    schema,
    save: (given) => api('PATCH', '/workspace', { name: given }),
    messageOf,
  })
  return (
    <Section title="Workspace" lead="The name is what people see in the side bar and in invitations.">
      <form onSubmit={submit} className="grid max-w-md gap-4" noValidate>
        <Field label="Name" error={error}>
          {(control) => <Input {...control} {...input} />}
        </Field>
        <SubmitButton className="justify-self-start" {...button}>
          Save
        </SubmitButton>
      </form>
    </Section>
  )
}

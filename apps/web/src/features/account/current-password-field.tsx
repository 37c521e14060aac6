import type { UseFormRegisterReturn } from 'react-hook-form'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'

interface CurrentPasswordFieldProps {
  label: string
  /** Whose password it is: password managers look for that beside it. */
  email: string
  error: string | undefined
  field: UseFormRegisterReturn
}

export function CurrentPasswordField({ label, email, error, field }: CurrentPasswordFieldProps) {
  return (
    <>
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Field label={label} error={error}>
        {(control) => <Input {...control} type="password" autoComplete="current-password" {...field} />}
      </Field>
    </>
  )
}

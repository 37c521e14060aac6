'use client'
import { useFormContext } from 'react-hook-form'
import { Field } from '@/components/ui/field.tsx'
import { Select } from '@/components/ui/input.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import type { Values } from './form-values.ts'
import { HeaderFields } from './header-fields.tsx'
import { SecretFields } from './secret-fields.tsx'

const hints = {
  v1: 'HMAC-SHA256: the receiver verifies with the same secret.',
  v1a: 'Ed25519: the receiver verifies with a public key and cannot sign anything itself.',
}

/** How requests are signed, and the headers and secrets that the receiver asks for. */
export function SecuritySection({ endpoint }: { endpoint: Endpoint | undefined }) {
  const form = useFormContext<Values>()
  const scheme = form.watch('signatureScheme')
  const changes = endpoint && endpoint.signatureScheme !== scheme
  return (
    <>
      <Field
        label="Signature"
        error={form.formState.errors.signatureScheme?.message}
        hint={
          changes
            ? `${hints[scheme]} Saving creates a new secret; the old one stays valid for 24 hours.`
            : hints[scheme]
        }
      >
        {(control) => (
          <Select {...control} className="justify-self-start" {...form.register('signatureScheme')}>
            <option value="v1">Shared secret (v1)</option>
            <option value="v1a">Key pair (v1a)</option>
          </Select>
        )}
      </Field>
      <HeaderFields />
      <SecretFields />
    </>
  )
}

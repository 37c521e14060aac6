'use client'
import { useFormContext } from 'react-hook-form'
import type { WebhookPreset } from '@/lib/api-types.ts'
import type { Values } from './form-values.ts'
import { SecretValue } from './secret-value.tsx'

/** The secrets that a preset asks for, under the vendor's own names. */
export function PresetSecrets({ preset }: { preset: WebhookPreset }) {
  const secrets = useFormContext<Values>().watch('secrets')
  return preset.secrets.map(({ name, label, help }) => {
    const index = secrets.findIndex((secret) => secret.name === name)
    return index >= 0 && <SecretValue key={name} index={index} label={label} hint={help} />
  })
}

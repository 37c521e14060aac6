import type { UseFormReturn } from 'react-hook-form'
import type { WebhookPreset } from '@/lib/api-types.ts'
import type { Values } from './form-values.ts'

/** Something that events can be sent to. */
export interface Target {
  name: string
  title: string
  description: string
  format: string
  /** Null where there is nothing to fill in but the URL. */
  preset: WebhookPreset | null
}

/**
 * Fills in what is known about a system, and takes away what came from the one chosen before. What the admin entered
 * stays: an address, headers and values of secrets.
 */
export function applyTarget(
  form: UseFormReturn<Values>,
  before: WebhookPreset | undefined,
  { preset, format }: Target,
): void {
  const { url, headers, secrets } = form.getValues()
  const set: UseFormReturn<Values>['setValue'] = (name, value) =>
    form.setValue(name, value, { shouldDirty: true })
  set('preset', preset?.name ?? null)
  set('format', format)
  if (url === '' || url === before?.url) set('url', preset?.url ?? '')
  const ownHeaders = headers.filter(({ name, value }) => before?.headers[name] !== value)
  const given = Object.entries(preset?.headers ?? {}).map(([name, value]) => ({ name, value }))
  set('headers', [...ownHeaders.filter(({ name }) => preset?.headers[name] === undefined), ...given])
  const asked = new Set(before?.secrets.map(({ name }) => name))
  const ownSecrets = secrets.filter(({ name, value }) => !asked.has(name) || value !== '')
  const missing = preset?.secrets.filter(({ name }) => ownSecrets.every((own) => own.name !== name)) ?? []
  set('secrets', [...ownSecrets, ...missing.map(({ name }) => ({ name, value: '', stored: false }))])
  set('transformation', preset?.transformation ?? '')
  set('usesCode', Boolean(preset?.transformation))
  if (preset) set('eventTypes', preset.eventTypes)
  form.clearErrors()
}

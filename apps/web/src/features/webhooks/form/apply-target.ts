import type { FieldPath, UseFormReturn } from 'react-hook-form'
import type { WebhookPreset } from '@/lib/api-types.ts'
import { type Values, valuesOf, windowOf } from './form-values.ts'

/** Something that events can be sent to. */
export interface Target {
  name: string
  title: string
  description: string
  format: string
  /** Null if there is nothing to fill in but the URL. */
  preset: WebhookPreset | null
}

export function applyTarget(
  form: UseFormReturn<Values>,
  before: WebhookPreset | undefined,
  target: Target,
): void {
  // The cast: the names are names of fields, each with its own kind of value.
  for (const [name, value] of Object.entries(retarget(form.getValues(), before, target)))
    form.setValue(name as FieldPath<Values>, value, { shouldDirty: true })
  form.clearErrors()
}

/**
 * The changes to the form for another target. What is known about the new system is filled in, and what came from the
 * former one is removed. What the admin entered stays: an address, headers, values of secrets, a choice of events.
 */
export function retarget(
  values: Values,
  before: WebhookPreset | undefined,
  { preset, format }: Target,
): Partial<Values> {
  const { url, headers, secrets, eventTypes, window } = values
  const [old, next] = [offered(before), offered(preset ?? undefined)]
  const ownHeaders = headers.filter(({ name, value }) => before?.headers[name] !== value)
  const given = Object.entries(preset?.headers ?? {}).map(([name, value]) => ({ name, value }))
  const asked = new Set(before?.secrets.map(({ name }) => name))
  const ownSecrets = secrets.filter(({ name, value }) => !asked.has(name) || value !== '')
  const missing = preset?.secrets.filter(({ name }) => ownSecrets.every((own) => own.name !== name)) ?? []
  return {
    preset: preset?.name ?? null,
    format,
    ...((url === '' || url === before?.url) && { url: preset?.url ?? '' }),
    headers: [...ownHeaders.filter(({ name }) => preset?.headers[name] === undefined), ...given],
    secrets: [...ownSecrets, ...missing.map(({ name }) => ({ name, value: '', stored: false }))],
    transformation: preset?.transformation ?? '',
    usesCode: Boolean(preset?.transformation),
    ...(sameChoice(eventTypes, old.eventTypes) && { eventTypes: next.eventTypes }),
    ...(window === old.window && { window: next.window }),
  }
}

/** The values of the form before the admin chooses others. */
function offered(preset: WebhookPreset | undefined): Pick<Values, 'eventTypes' | 'window'> {
  if (!preset) return valuesOf(undefined)
  return { eventTypes: [...preset.eventTypes], window: windowOf(preset.coalesceSeconds) }
}

function sameChoice(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && new Set([...one, ...other]).size === one.length
}

import { describe, expect, it } from 'vitest'
import type { WebhookPreset } from '@/lib/api-types.ts'
import { retarget, type Target } from './apply-target.ts'
import { type Values, valuesOf } from './form-values.ts'

const fixed = {
  title: '',
  description: '',
  url: '',
  headers: {},
  secrets: [],
  transformation: null,
  help: '',
}
const slack: WebhookPreset = {
  ...fixed,
  name: 'slack',
  eventTypes: ['comment.created', 'document.saved'],
  coalesceSeconds: 900,
  format: 'slack',
}
const crm: WebhookPreset = { ...fixed, name: 'crm', eventTypes: ['task.completed'], format: 'json' }

/** The form after these presets were chosen one after the other, each followed by what the admin entered. */
function choosing(...choices: [preset: WebhookPreset | null, entered?: Partial<Values>][]): Values {
  let values = valuesOf(undefined)
  let before: WebhookPreset | undefined
  for (const [preset, entered] of choices) {
    const target: Target = {
      ...fixed,
      name: preset?.name ?? 'plain',
      format: preset?.format ?? 'json',
      preset,
    }
    values = { ...values, ...retarget(values, before, target), ...entered }
    before = preset ?? undefined
  }
  return values
}

describe('another target', () => {
  it('brings its events and how long saves are gathered', () => {
    expect(choosing([slack])).toMatchObject({
      preset: 'slack',
      format: 'slack',
      eventTypes: slack.eventTypes,
      window: '900',
    })
  })

  it('takes away what the one before brought', () => {
    expect(choosing([slack], [crm])).toMatchObject({ eventTypes: crm.eventTypes, window: '0' })
    expect(choosing([crm], [null])).toMatchObject({ preset: null, eventTypes: ['document.*'], window: '0' })
  })

  it('leaves alone what the admin chose', () => {
    const own = { eventTypes: ['document.deleted'], window: '60' } as const
    const entered = { ...own, eventTypes: [...own.eventTypes] }
    expect(choosing([slack, entered], [crm])).toMatchObject(own)
  })

  it('recognises its own events, in whatever order they were ticked again', () => {
    const entered = { eventTypes: slack.eventTypes.toReversed() }
    expect(choosing([slack, entered], [null]).eventTypes).toEqual(['document.*'])
  })
})

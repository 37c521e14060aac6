import { describe, expect, it } from 'vitest'
import type { Endpoint } from '@/lib/api-types.ts'
import { inputOf, schema, type Values, valuesOf } from './form-values.ts'
import { fieldOf, sectionOf, summaries } from './sections.ts'

const id = '01998c3f-01c8-7d20-8c11-92e4f6a8b010'
const settings = {
  preset: 'hubspot_note',
  url: 'https://api.example.com/{{secret.TENANT}}',
  description: 'CRM',
  eventTypes: ['comment.*'],
  format: 'json',
  transformation: '(event) => ({ body: event.type })',
  includeContent: 'markdown',
  coalesceSeconds: 90,
  ordered: true,
  rateLimit: 120,
  filters: { documentIds: [id], folderIds: [], actorIds: [id] },
  signatureScheme: 'v1a',
  headers: { authorization: 'Bearer {{secret.TOKEN}}' },
  timeoutMs: 7000,
  retrySchedule: [0, 30, 300],
  repliesEnabled: true,
} as const
// Only the fields that the form reads.
const endpoint = { ...settings, secretNames: ['TENANT', 'TOKEN'] } as unknown as Endpoint

const header = (name: string) => ({ name, value: 'docs' })
const secret = (name: string) => ({ name, value: 's', stored: false })

describe('the form of an endpoint', () => {
  it('gives back the endpoint as it was, and leaves stored secrets alone', () => {
    expect(inputOf(schema.parse(valuesOf(endpoint)), endpoint.secretNames)).toEqual({
      ...settings,
      secrets: {},
    })
  })

  it.each([1005, 2500, 29_999])('keeps a timeout of %i ms, which the API allows', (timeoutMs) => {
    expect(inputOf(schema.parse(valuesOf({ ...endpoint, timeoutMs })))).toMatchObject({ timeoutMs })
  })

  it('replaces one secret, adds one and removes one', () => {
    const values: Values = {
      ...valuesOf(endpoint),
      secrets: [
        { name: 'TOKEN', value: 'new', stored: true },
        { name: 'KEY', value: 'k', stored: false },
      ],
    }
    expect(inputOf(values, endpoint.secretNames).secrets).toEqual({ TENANT: null, TOKEN: 'new', KEY: 'k' })
  })

  it('sends only the format if the function is no longer used', () => {
    const values = { ...valuesOf(endpoint), usesCode: false, format: 'slack' }
    expect(inputOf(values)).toMatchObject({ transformation: null, format: 'slack' })
  })

  it.each<[Partial<Values>, string]>([
    [{ url: 'example.com' }, 'url'],
    [{ window: 'custom', customWindow: 'soon' }, 'customWindow'],
    [{ retries: 'custom', retrySchedule: '0, later' }, 'retrySchedule'],
    [{ rateLimit: '0' }, 'rateLimit'],
    [{ usesCode: true, transformation: ' ' }, 'transformation'],
    [{ secrets: [{ name: 'KEY', value: '', stored: false }] }, 'secrets.0.value'],
    [{ headers: [header('X-Team'), header('x-team ')] }, 'headers.1.name'],
    [{ secrets: [secret('KEY'), secret('OTHER'), secret('KEY')] }, 'secrets.2.name'],
  ])('refuses %j at its field', (wrong, field) => {
    const { error } = schema.safeParse({ ...valuesOf(undefined), url: 'https://example.com', ...wrong })
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field])
  })
})

describe('errors of the API', () => {
  const values = valuesOf(endpoint)
  it.each([
    ['secrets.TOKEN', 'secrets.1.value', 'security'],
    ['secrets', 'secrets', 'security'],
    ['filters.documentIds', 'documents', 'filters'],
    ['transformation', 'transformation', 'format'],
    ['timeoutMs', 'timeoutSeconds', 'advanced'],
    ['url', 'url', undefined],
  ])('%s is shown at %s', (path, field, section) => {
    expect(fieldOf(path, values)).toBe(field)
    expect(sectionOf(field)).toBe(section)
  })

  it('about something that is not in the form have no field', () => {
    expect(fieldOf('status', values)).toBeUndefined()
  })
})

it('a folded section sums up its settings', () => {
  expect(summaries(valuesOf(endpoint), 'Quillwire JSON')).toEqual({
    format: 'A function of 1 line · content as Markdown',
    delivery: 'At most one save per 1 minute 30 seconds · in order · 120 per minute',
    filters: '1 document · what 1 person did',
    security: 'Signed with a key pair · 1 header · 2 secrets',
    advanced: '7 s timeout · 3 attempts over 5 minutes 30 seconds · may reply',
  })
})

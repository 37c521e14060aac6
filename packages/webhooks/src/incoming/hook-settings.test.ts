import { expect, test } from 'vitest'
import { checkHookSettings, defaultSettings, type HookSettings } from './hook-settings.ts'

const nameOf = (name: string) => checkHookSettings({ ...defaultSettings, name }).name

test('a hook, which is shown as an author, has a visible name that does not turn the text around it', () => {
  expect(nameOf(' \u202eDeploys\n of\tFriday ')).toBe('Deploys of Friday')
  for (const name of ['', ' \u200b', '\u2067\u2069'])
    expect(() => nameOf(name)).toThrow(expect.objectContaining({ code: 'name_invalid' }))
})

test.each<[string, Partial<HookSettings>, Partial<HookSettings>]>([
  ['rate_limit_out_of_range', { rateLimit: 600 }, { rateLimit: 601 }],
  ['rate_limit_out_of_range', { rateLimit: 1 }, { rateLimit: 0 }],
  ['rate_limit_out_of_range', { rateLimit: 2 }, { rateLimit: 1.5 }],
  ['name_invalid', { name: 'x'.repeat(100) }, { name: 'x'.repeat(101) }],
  [
    'block_invalid',
    { action: 'set_block', block: 'x'.repeat(200) },
    { action: 'set_block', block: 'x'.repeat(201) },
  ],
  ['block_invalid', { action: 'append', block: null }, { action: 'set_block', block: ' ' }],
  ['template_too_long', { template: 'x'.repeat(20_000) }, { template: 'x'.repeat(20_001) }],
  ['template_invalid', { template: '{{a}}' }, { template: '{{a' }],
])('%s: what may be set, and what is beyond it', (code, good, bad) => {
  expect(checkHookSettings({ ...defaultSettings, ...good })).toMatchObject(good)
  expect(() => checkHookSettings({ ...defaultSettings, ...bad })).toThrow(expect.objectContaining({ code }))
})

test('a heading is kept only for the action that sets its section, and a blank template is none', () => {
  const settings = { ...defaultSettings, block: 'Status', template: ' \n' }
  expect(checkHookSettings(settings)).toEqual({
    name: 'Incoming hook',
    action: 'append',
    block: null,
    template: null,
    rateLimit: 60,
  })
})

test('what PostgreSQL does not hold is left out', () => {
  const settings = { ...defaultSettings, action: 'set_block' as const, block: 'a\0b', template: '{{a}}\0' }
  expect(checkHookSettings(settings)).toMatchObject({ block: 'a b', template: '{{a}}' })
})

import { expect, test } from 'vitest'
import { checkHookSettings, defaultSettings } from './hook-settings.ts'

const nameOf = (name: string) => checkHookSettings({ ...defaultSettings, name }).name

test('a hook, which is shown as an author, has a name that is seen and turns nothing around it', () => {
  expect(nameOf(' \u202eDeploys\n of\tFriday ')).toBe('Deploys of Friday')
  for (const name of ['', ' \u200b', '\u2067\u2069'])
    expect(() => nameOf(name)).toThrow(expect.objectContaining({ code: 'name_invalid' }))
})

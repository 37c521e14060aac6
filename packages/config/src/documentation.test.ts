import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configurationPage } from './documentation.ts'

test('docs/configuration.md is current (else: npm run docs)', () => {
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
  expect(page).toBe(configurationPage())
})

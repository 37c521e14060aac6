import { expect, test } from 'vitest'
import { ownPath } from './own-path.ts'

test.each(['/', '/d/1?a=b#c', '/join/x_y', '/settings/webhooks'])('%j is kept', (path) => {
  expect(ownPath(path)).toBe(path)
})

// Browsers ignore tabs and line ends, and take a backslash for a slash.
test.each([
  undefined,
  '',
  'd/1',
  'https://evil.example',
  'javascript:alert(1)',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\n\\evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/a/..//evil.example',
  '/.\\\\evil.example',
  ['/a', '//evil.example'],
])('%j leads to another site or nowhere, and is replaced by the start page', (path) => {
  // The cast: an address may contain the parameter twice, which gives a list.
  expect(ownPath(path as string)).toBe('/')
})

import { expect, test } from 'vitest'
import { isReadablePath } from './readable-path.ts'

test.each([
  ['/', true],
  ['/d/01a2228d-c56f-7dcc-9677-6db93cdb069f?x=%ff', true],
  ['/s/%E2%82%AC', true],
  ['/s/%E2%82', false],
  ['/join/100%', false],
  ['*', false],
  ['http://example.com/', false],
])('whether %s can be that of a page: %s', (path, readable) => {
  expect(isReadablePath(path)).toBe(readable)
})

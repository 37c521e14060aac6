import { expect, test } from 'vitest'
import { isWholePage, signInFor } from './requested-path.ts'

test.each([
  ['/settings/webhooks/01a2?status=failed', '/sign-in?next=%2Fsettings%2Fwebhooks%2F01a2%3Fstatus%3Dfailed'],
  ['/trash?_rsc=1x9', '/sign-in?next=%2Ftrash'],
  ['/', '/sign-in'],
  [null, '/sign-in'],
  ['//[', '/sign-in'],
  // Browsers take this for another host; the result stays on this site.
  ['//example.com/x', '/sign-in?next=%2Fx'],
])('for a return to %s one signs in at %s', (requested, address) => {
  expect(signInFor(requested)).toBe(address)
})

test('a whole page that a browser requests is told from the parts that a page of ours requests', () => {
  expect(isWholePage('/d/01a2?from=mail')).toBe(true)
  expect(isWholePage(null)).toBe(true)
  expect(isWholePage('/d/01a2?_rsc=1x9')).toBe(false)
})

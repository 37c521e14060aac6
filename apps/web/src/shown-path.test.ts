import { expect, test } from 'vitest'
import { shownPath } from './shown-path.ts'

test.each([
  ['/d/01a2228d-c56f-7dcc-9677-6db93cdb069f?ticket=t', '/d/01a2228d-c56f-7dcc-9677-6db93cdb069f'],
  ['/api/v1/hooks/in_secret', '/api/v1/hooks/…'],
  ['/s/secret/more?x=y', '/s/…'],
  ['/join/secret', '/join/…'],
  ['/api/auth/reset-password/secret?callbackURL=/', '/api/auth/reset-password/…'],
  ['/settings/join/page', '/settings/join/page'],
])('%s appears in the log as %s', (path, shown) => {
  expect(shownPath(path)).toBe(shown)
})

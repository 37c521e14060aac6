/**
 * Waits of tests are as patient as the tests. Vitest gives up after a second, which a machine that is busy with other
 * tests needs now and then, and for `vi.waitFor` it has no setting.
 */
import { vi } from 'vitest'

const PATIENCE_MS = 15_000
const { waitFor } = vi

vi.waitFor = (condition, options) =>
  waitFor(condition, typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options })

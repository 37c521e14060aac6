/**
 * Waits of tests are nearly as patient as the tests, so that what did not come is named. Vitest gives up after a second,
 * which a machine that is busy with other things needs now and then, and for `vi.waitFor` it has no setting.
 */
import { vi } from 'vitest'

const PATIENCE_MS = 45_000
const { waitFor } = vi

vi.waitFor = (condition, options) =>
  waitFor(condition, typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options })

/**
 * The waits within a test last nearly as long as the test may, so that a failure names what did not come. Vitest gives
 * up after a second, which a busy machine needs now and then, and has no setting for `vi.waitFor`.
 */
import { vi } from 'vitest'

const PATIENCE_MS = 45_000
const { waitFor } = vi

vi.waitFor = (condition, options) =>
  waitFor(condition, typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options })

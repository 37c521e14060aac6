// A reporter of Vitest. Writes down the errors that belong to no test, such as a rejection that nobody awaited: they fail
// the run, and the `json` reporter leaves them out.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const results = join(import.meta.dirname, '..', 'test-results')

/** What this writes: `{ path?: string, test?: string, reason: string }[]`. */
export const strayErrorsFile = join(results, 'stray-errors.json')

/** @implements {import('vitest/node').Reporter} */
export default class StrayErrors {
  /**
   * @param {unknown} _modules
   * @param {readonly import('vitest').SerializedError[]} errors
   */
  onTestRunEnd(_modules, errors) {
    const stray = errors.map(({ VITEST_TEST_PATH, VITEST_TEST_NAME, name, message }) => ({
      path: VITEST_TEST_PATH,
      test: VITEST_TEST_NAME,
      reason: `${name}: ${message}`,
    }))
    mkdirSync(results, { recursive: true })
    writeFileSync(strayErrorsFile, JSON.stringify(stray))
  }
}

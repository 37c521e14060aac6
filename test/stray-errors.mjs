// A reporter of Vitest. Writes down the errors that belong to no test, such as a rejection that nobody awaited: they fail
// the run, and the `json` reporter leaves them out.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What this writes, in the folder that `npm test` made: `{ path?: string, test?: string, reason: string }[]`. */
export const strayErrorsFile = join(import.meta.dirname, '..', 'test-results', 'stray-errors.json')

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
    writeFileSync(strayErrorsFile, JSON.stringify(stray))
  }
}

// What the two runs of `npm test` wrote down: how many tests passed, and which failed and why.
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/**
 * @typedef {{ passed: number, failures: string[] }} Sum one line for each failure
 */

/**
 * Reads the report that Vitest's `json` reporter wrote.
 * @param {string} file
 * @param {number} code what the run ended with
 * @param {string} root paths are told from here
 * @returns {Sum}
 */
export function unitSums(file, code, root) {
  const report = read(file)
  if (!report) return { passed: 0, failures: ['The unit tests left no report.'] }
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    const path = relative(root, name)
    // A file that cannot be loaded has no tests to fail.
    if (status === 'failed' && failed.length === 0) return [line(path, message)]
    return failed.map((test) => line(`${path} › ${test.fullName}`, test.failureMessages[0]))
  })
  return { passed: report.numPassedTests, failures: atLeastOne(failures, code, 'unit') }
}

/**
 * Reads the report that Playwright's `json` reporter wrote.
 * @param {string} file
 * @param {number} code what the run ended with
 * @returns {Sum}
 */
export function browserSums(file, code) {
  const report = read(file)
  if (!report) return { passed: 0, failures: ['The browser tests left no report.'] }
  const failures = specsOf(report).flatMap(({ file: path, title, tests }) =>
    tests
      .filter((test) => test.status === 'unexpected')
      .map((test) => line(`${path} › ${title}`, test.results.at(-1)?.error?.message)),
  )
  const passed = report.stats.expected + report.stats.flaky
  return { passed, failures: atLeastOne(failures, code, 'browser') }
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)]
}

/** A run that ended badly failed, whatever its report says. */
function atLeastOne(failures, code, kind) {
  if (code === 0 || failures.length > 0) return failures
  return [`The ${kind} tests ended with ${code}; what they printed above says why.`]
}

/** The first line of the reason is enough to know which of the long reports above is meant. */
function line(name, reason = '') {
  const [first] = stripVTControlCharacters(reason).split('\n', 1)
  return first ? `${name}: ${first}` : name
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

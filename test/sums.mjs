// Reads the reports of the two runs of `npm test`: how many tests passed, which failed and why, and which passed only
// when retried.
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/**
 * @typedef {{ passed: number, failures: string[], flaky: string[] }} Sum
 * `failures` and `flaky` hold a line for each test. A flaky test passed when it was retried, and counts as passed.
 */

/**
 * Reads the report that Vitest's `json` reporter wrote, and what `stray-errors.mjs` did.
 * @param {{ report: string, strayErrors: string }} files
 * @param {number} code the exit code of the run
 * @param {string} root the folder that paths are relative to
 * @returns {Sum}
 */
export function unitSums({ report: file, strayErrors }, code, root) {
  const report = read(file)
  if (!report) return { passed: 0, failures: ['The unit tests left no report.'], flaky: [] }
  const failures = []
  const flaky = []
  for (const { name, status, message, assertionResults } of report.testResults) {
    const path = relative(root, name)
    const lines = (/** @type {string} */ outcome) =>
      assertionResults
        .filter((test) => test.status === outcome && test.failureMessages.length > 0)
        .map((test) => line(`${path} › ${test.fullName}`, test.failureMessages[0]))
    const failed = lines('failed')
    // A file that cannot be loaded has no tests to fail.
    failures.push(...(status === 'failed' && failed.length === 0 ? [line(path, message)] : failed))
    flaky.push(...lines('passed'))
  }
  for (const { path, test, reason } of read(strayErrors) ?? []) {
    const where = [path && relative(root, path), test].filter(Boolean).join(' › ')
    failures.push(line(`${where || 'The unit tests'}: outside of a test`, reason))
  }
  return { passed: report.numPassedTests, failures: atLeastOne(failures, code, 'unit'), flaky }
}

/**
 * Reads the report that Playwright's `json` reporter wrote.
 * @param {string} file
 * @param {number} code the exit code of the run
 * @returns {Sum}
 */
export function browserSums(file, code) {
  const report = read(file)
  if (!report) return { passed: 0, failures: ['The browser tests left no report.'], flaky: [] }
  const lines = (/** @type {string} */ outcome) =>
    specsOf(report).flatMap(({ file: path, title, tests }) =>
      tests
        .filter((test) => test.status === outcome)
        .map((test) => line(`${path} › ${title}`, test.results[0]?.error?.message)),
    )
  const passed = report.stats.expected + report.stats.flaky
  return {
    passed,
    failures: atLeastOne(lines('unexpected'), code, 'browser'),
    flaky: lines('flaky'),
  }
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)]
}

/** A run with a bad exit code failed, whatever its report says. */
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

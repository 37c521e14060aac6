import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { browserSums, unitSums } from './sums.mjs'

const folder = mkdtempSync(join(tmpdir(), 'quillwire-sums-'))
afterAll(() => rmSync(folder, { recursive: true }))

function reported(report: unknown, name = 'report.json') {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(report))
  return file
}

/** The sum of these reports of the unit tests. */
const ofUnits = (report: unknown, code: number, stray: unknown = []) =>
  unitSums({ report: reported(report), strayErrors: reported(stray, 'stray.json') }, code, '/project')

describe('the sums of a test run', () => {
  it('names each unit test that failed, or only passed when tried again, with the first line of why', () => {
    const report = {
      numPassedTests: 1,
      testResults: [
        {
          name: '/project/packages/core/src/a.test.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            { fullName: 'a document is saved', status: 'passed', failureMessages: [] },
            {
              fullName: 'a document is kept',
              status: 'failed',
              failureMessages: ['AssertionError: expected 1 to be 2\n    at a.test.ts:3'],
            },
          ],
        },
        {
          name: '/project/test/c.test.ts',
          status: 'passed',
          message: '',
          assertionResults: [
            {
              fullName: 'in time',
              status: 'passed',
              failureMessages: ['Error: too late\n    at c.test.ts:5'],
            },
          ],
        },
        {
          name: '/project/test/b.test.ts',
          status: 'failed',
          message: 'No such module',
          assertionResults: [],
        },
      ],
    }
    expect(ofUnits(report, 1)).toEqual({
      passed: 1,
      failures: [
        'packages/core/src/a.test.ts › a document is kept: AssertionError: expected 1 to be 2',
        'test/b.test.ts: No such module',
      ],
      flaky: ['test/c.test.ts › in time: Error: too late'],
    })
  })

  it('names each error outside of a test by the file and, if that is known, the test that ran meanwhile', () => {
    const stray = [
      {
        path: '/project/test/a.test.ts',
        test: 'a document is kept',
        reason: 'Error: read ECONNRESET\n    at b',
      },
      { reason: 'Error: The worker exited.' },
    ]
    expect(ofUnits({ numPassedTests: 5, testResults: [] }, 1, stray).failures).toEqual([
      'test/a.test.ts › a document is kept: outside of a test: Error: read ECONNRESET',
      'The unit tests: outside of a test: Error: The worker exited.',
    ])
  })

  it('names each browser test that failed or only passed when tried again, with the first line of why', () => {
    const test = (status: string) => [
      {
        status,
        results: [{ error: { message: 'Timed out\nwaiting' } }, { error: { message: 'second trial' } }],
      },
    ]
    const file = reported({
      stats: { expected: 3, flaky: 1, unexpected: 1 },
      suites: [
        {
          specs: [{ file: 'writing.spec.ts', title: 'two write', tests: test('flaky') }],
          suites: [{ specs: [{ file: 'search.spec.ts', title: 'a word', tests: test('unexpected') }] }],
        },
      ],
    })
    expect(browserSums(file, 1)).toEqual({
      passed: 4,
      failures: ['search.spec.ts › a word: Timed out'],
      flaky: ['writing.spec.ts › two write: Timed out'],
    })
  })

  it('counts a run that ended badly as failed, whatever its report says', () => {
    const units = { numPassedTests: 5, testResults: [] }
    expect(ofUnits(units, 1)).toMatchObject({ passed: 5, failures: [expect.any(String)] })
    expect(ofUnits(units, 0)).toEqual({ passed: 5, failures: [], flaky: [] })
    const browser = reported({ stats: { expected: 2, flaky: 0, unexpected: 0 }, suites: [] })
    expect(browserSums(browser, 1)).toMatchObject({ passed: 2, failures: [expect.any(String)] })
  })

  it('counts a run without a report as failed', () => {
    const missing = join(folder, 'missing.json')
    expect(unitSums({ report: missing, strayErrors: missing }, 0, '/project').failures).toHaveLength(1)
    expect(browserSums(missing, 0).failures).toHaveLength(1)
  })
})

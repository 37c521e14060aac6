import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { browserSums, unitSums } from './sums.mjs'

const folder = mkdtempSync(join(tmpdir(), 'quillwire-sums-'))
afterAll(() => rmSync(folder, { recursive: true }))

function reported(report: unknown) {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(report))
  return file
}

describe('the sums of a test run', () => {
  it('names each unit test that failed, or only passed when tried again, with the first line of why', () => {
    const file = reported({
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
    })
    expect(unitSums(file, 1, '/project')).toEqual({
      passed: 1,
      failures: [
        'packages/core/src/a.test.ts › a document is kept: AssertionError: expected 1 to be 2',
        'test/b.test.ts: No such module',
      ],
      flaky: ['test/c.test.ts › in time: Error: too late'],
    })
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
    const units = reported({ numPassedTests: 5, testResults: [] })
    expect(unitSums(units, 1, '/project')).toMatchObject({ passed: 5, failures: [expect.any(String)] })
    expect(unitSums(units, 0, '/project')).toEqual({ passed: 5, failures: [], flaky: [] })
    const browser = reported({ stats: { expected: 2, flaky: 0, unexpected: 0 }, suites: [] })
    expect(browserSums(browser, 1)).toMatchObject({ passed: 2, failures: [expect.any(String)] })
  })

  it('counts a run without a report as failed', () => {
    const missing = join(folder, 'missing.json')
    expect(unitSums(missing, 0, '/project').failures).toHaveLength(1)
    expect(browserSums(missing, 0).failures).toHaveLength(1)
  })
})

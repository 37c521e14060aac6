// `npm test`: installs what is missing, runs the unit and integration tests, then the browser tests, and sums both up.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildPages, generateClient } from '../apps/launcher/bootstrap/build.mjs'
import { install } from '../apps/launcher/bootstrap/install.mjs'
import { node, root, run } from '../apps/launcher/bootstrap/programs.mjs'
import { installPrograms } from './programs.mjs'

const results = join(root, 'test-results')
const units = join(results, 'units.json')
const browser = join(results, 'browser.json')

await install()
await generateClient()
const programs = await installPrograms()
rmSync(results, { recursive: true, force: true })
mkdirSync(results)

const unitCode = await run(
  node,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${units}`,
  ],
  { env: { NODE_ENV: 'test' } },
)
await buildPages()
const browserCode = await run(
  node,
  [
    'node_modules/@playwright/test/cli.js',
    'test',
    '-c',
    'test/e2e',
    '--pass-with-no-tests',
    '--reporter=list,json',
  ],
  { env: { PLAYWRIGHT_JSON_OUTPUT_FILE: browser, CHROMIUM: programs.chromium } },
)

const sums = [unitSums(unitCode), browserSums(browserCode)]
const passed = sums.reduce((sum, one) => sum + one.passed, 0)
const failed = sums.reduce((sum, one) => sum + one.failed, 0)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exit(failed > 0 ? 1 : 0)

function unitSums(code) {
  const report = read(units)
  if (!report) return { passed: 0, failed: 1 }
  // A file that cannot be loaded has no tests to fail.
  const failed = report.numFailedTests + report.testResults.filter(isBroken).length
  return { passed: report.numPassedTests, failed: atLeastOne(failed, code) }
}

function isBroken({ status, assertionResults }) {
  return status === 'failed' && assertionResults.every((test) => test.status !== 'failed')
}

function browserSums(code) {
  const stats = read(browser)?.stats
  if (!stats) return { passed: 0, failed: 1 }
  return { passed: stats.expected + stats.flaky, failed: atLeastOne(stats.unexpected, code) }
}

/** A run that ended badly failed, whatever its report says. */
function atLeastOne(failed, code) {
  return code === 0 ? failed : Math.max(failed, 1)
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

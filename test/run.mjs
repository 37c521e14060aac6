// `npm test`: installs what is missing, runs the unit and integration tests, then the browser tests, and sums both up.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { buildPages, generateClient } from '../apps/launcher/bootstrap/build.mjs'
import { install } from '../apps/launcher/bootstrap/install.mjs'
import { node, run } from '../apps/launcher/bootstrap/programs.mjs'
import { installPrograms } from './programs.mjs'

const results = 'test-results'
const units = `${results}/units.json`
const browser = `${results}/browser.json`

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
  { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: browser, CHROMIUM: programs.chromium } },
)

const sums = [unitSums(unitCode), browserSums(browserCode)]
const passed = sums.reduce((sum, one) => sum + one.passed, 0)
const failed = sums.reduce((sum, one) => sum + one.failed, 0)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exit(failed > 0 ? 1 : 0)

function unitSums(code) {
  const report = read(units)
  const passed = report?.numPassedTests ?? 0
  // A file that cannot be loaded has no tests to fail.
  const failed = (report?.numFailedTests ?? 0) + brokenFiles(report)
  return { passed, failed: atLeastOne(failed, code) }
}

function brokenFiles(report) {
  const files = report?.testResults ?? []
  return files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some(({ status }) => status === 'failed'),
  ).length
}

function browserSums(code) {
  const stats = read(browser)?.stats
  const passed = (stats?.expected ?? 0) + (stats?.flaky ?? 0)
  return { passed, failed: atLeastOne(stats?.unexpected ?? 0, code) }
}

/** A run that ended badly failed, whatever its report says. */
function atLeastOne(failed, code) {
  return code === 0 ? failed : Math.max(failed, 1)
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

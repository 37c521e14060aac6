// `npm test`: installs what is missing, runs the unit and integration tests, then the browser tests, and sums both up.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildPages, generateClient } from '../apps/launcher/bootstrap/build.mjs'
import { install } from '../apps/launcher/bootstrap/install.mjs'
import { node, root, run } from '../apps/launcher/bootstrap/programs.mjs'
import { installPrograms } from './programs.mjs'
import { strayErrorsFile } from './stray-errors.mjs'
import { browserSums, unitSums } from './sums.mjs'

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
    '--reporter=./test/stray-errors.mjs',
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

const sums = [
  unitSums({ report: units, strayErrors: strayErrorsFile }, unitCode, root),
  browserSums(browser, browserCode),
]
const passed = sums.reduce((sum, one) => sum + one.passed, 0)
const failures = sums.flatMap((one) => one.failures)
// Repeated here: nobody would find them thousands of lines above.
for (const one of sums.flatMap((sum) => sum.flaky)) process.stdout.write(`\nFLAKY ${one}`)
for (const one of failures) process.stdout.write(`\nFAILED ${one}`)
process.stdout.write(`\n\n${passed} passed, ${failures.length} failed\n`)
process.exit(failures.length > 0 ? 1 : 0)

// The programs of the system that the tests drive: a browser, and Redis.
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { run } from '../apps/launcher/bootstrap/programs.mjs'

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const REDIS = ['redis-server', 'valkey-server']

/** Finds the programs, and installs those that are missing. Where that is not possible, says how to. */
export async function installPrograms() {
  if (!findChromium() || !find(REDIS)) await aptInstall()
  const chromium = findChromium()
  const missing = [!chromium && 'Chromium', !find(REDIS) && 'Redis'].filter(Boolean)
  if (chromium && missing.length === 0) return { chromium }
  process.stderr.write(
    `The tests need ${missing.join(' and ')}. On Debian or Ubuntu: sudo apt-get install -y chromium redis-server` +
      `${chromium ? '' : '. For Chromium elsewhere: npx playwright install --with-deps chromium'}\n`,
  )
  process.exit(1)
}

/** Playwright's own, when somebody installed it; else the system's. */
export function findChromium() {
  const require = createRequire(import.meta.url)
  const { chromium } = require('@playwright/test')
  const own = chromium.executablePath()
  return process.env.CHROMIUM ?? (isExecutable(own) ? own : find(CHROMIUM))
}

async function aptInstall() {
  if (process.getuid?.() !== 0 || !find(['apt-get'])) return
  process.stdout.write('Installing Chromium and Redis …\n')
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-qq'], { env })
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'redis-server'], {
    env,
  })
}

function find(names) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find((path) => isExecutable(path) && answers(path))
}

/** Whether the program runs. Ubuntu's `chromium-browser` is a script that only points to the Snap Store. */
function answers(path) {
  if (path.endsWith('apt-get')) return true
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mustRun, node, requireWritable, root } from './programs.mjs'

/**
 * Installs unless node_modules holds exactly what package-lock.json says. Not with `npm ci`: it refuses a lock that
 * lacks a platform's optional package, and npm leaves such packages out if the registry lacked them at the time.
 */
export async function install() {
  if (isNoted() || isInstalled()) return
  requireWritable('node_modules/.installed-lock')
  process.stdout.write('Installing packages …\n')
  await mustRun(
    'The packages could not be installed. Check that the npm registry can be reached, and start again.',
    'npm',
    // NODE_ENV=production would leave out what builds the pages; the lock is read and not written.
    ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      shell: process.platform === 'win32',
      env: { PRISMA_SKIP_POSTINSTALL_GENERATE: '1', CHECKPOINT_DISABLE: '1' },
    },
  )
  writeFileSync(noted, lockHash())
}

/** The lock that was last installed: if npm skips one of its entries, it is not installed again and again. */
const noted = join(root, 'node_modules', '.installed-lock')

function isNoted() {
  return existsSync(node) && existsSync(noted) && readFileSync(noted, 'utf8') === lockHash()
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/** npm records what it installed as its last step: an installation that was cut short does not look complete. */
function isInstalled() {
  const written = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(written) || !existsSync(node)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(written, 'utf8')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.extraneous) return true
    const found = present[path]
    // What is optional may be for another machine.
    if (!found) return Boolean(entry.optional || entry.devOptional || entry.peer)
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

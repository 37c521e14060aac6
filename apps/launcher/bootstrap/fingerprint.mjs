import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { requireWritable, root } from './programs.mjs'

const NOT_SOURCES = new Set(['node_modules', '.next', '.turbo', 'generated', 'test-results'])

/** A hash of the contents of files and folders (by their paths from the root), without tests and generated files. */
function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap((path) => filesOf(join(root, path))).sort())
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return hash.digest('hex')
}

function filesOf(path) {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (!entry) return []
  if (entry.isFile()) return [path]
  return readdirSync(path)
    .filter((name) => !NOT_SOURCES.has(name) && !/\.test\.tsx?$|\.tsbuildinfo$|^next-env\.d\.ts$/.test(name))
    .flatMap((name) => filesOf(join(path, name)))
}

/** Does the work when the sources changed since it was last done, as noted in the file `stamp`. */
export async function whenChanged(sources, stamp, work) {
  const now = fingerprint(sources)
  const file = join(root, stamp)
  if (isNoted(file, now)) return
  requireWritable(stamp)
  rmSync(file, { force: true }) // work that is cut short is done again
  await work()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, now)
}

/** Whether `whenChanged` would find nothing to do. */
export function isCurrent(sources, stamp) {
  return isNoted(join(root, stamp), fingerprint(sources))
}

function isNoted(file, value) {
  return statSync(file, { throwIfNoEntry: false }) !== undefined && readFileSync(file, 'utf8') === value
}

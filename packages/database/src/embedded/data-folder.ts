/**
 * The folder of the embedded database: created, given to the user that PostgreSQL runs as, and filled by initdb once.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  access,
  chmod,
  chown,
  constants,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PostgresBinaries } from './binaries.ts'
import { DataDirError, passwordError } from './data-dir-error.ts'
import { folderIn, passwordFileIn } from './places.ts'
import { closedFolder, type PostgresUser } from './postgres-user.ts'

export interface DataFolder {
  folder: string
  password: string
}

/** Makes `<dataDir>/postgres` ready to be served. Throws `DataDirError` when it cannot be. */
export async function prepareDataFolder(
  dataDir: string,
  binaries: PostgresBinaries,
  user: PostgresUser,
): Promise<DataFolder> {
  const folder = folderIn(dataDir)
  await requireFolder(dataDir, binaries, user)
  try {
    const passwordFile = passwordFileIn(dataDir)
    const isNew = !(await exists(join(folder, 'PG_VERSION')))
    if (!isNew && !(await exists(passwordFile))) throw passwordError(dataDir, 'is missing for')
    const password = await readPassword(passwordFile)
    if (isNew) await initialise(binaries, folder, password, user)
    return { folder, password }
  } catch (cause) {
    throw inWords(cause, dataDir)
  }
}

/** Whether a database was created there. Works even for a user who may not look into the folder. */
export function hasDatabase(dataDir: string): Promise<boolean> {
  return exists(folderIn(dataDir))
}

/** Creates the folder, and throws `DataDirError` when the database could not live in it. */
export async function requireFolder(dataDir: string, binaries: PostgresBinaries, user: PostgresUser) {
  try {
    await mkdir(dataDir, { recursive: true })
    await access(dataDir, constants.W_OK | constants.X_OK)
    // The user that PostgreSQL runs as has to pass through. Secret files in the folder have mode 0600.
    if (user.uid !== undefined) await chmod(dataDir, 0o711)
    await requireOpenWay(dataDir, binaries, user)
    await requirePlace(dataDir)
    await requireOwner(dataDir, user)
  } catch (cause) {
    throw inWords(cause, dataDir)
  }
}

function inWords(cause: unknown, dataDir: string): unknown {
  const { code } = cause as NodeJS.ErrnoException // only errors of the file system have a code
  if (cause instanceof DataDirError || !code) return cause
  const remedy =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'Its disk is full: make room, or set DATA_DIR to a folder on another one.'
      : 'Make it writable for this user, or set DATA_DIR to a folder that is.'
  return new DataDirError(`DATA_DIR ${dataDir} cannot be used (${code}). ${remedy}`, { cause })
}

async function requireOpenWay(dataDir: string, binaries: PostgresBinaries, user: PostgresUser) {
  const programs = dirname(binaries.postgres)
  const closed = (await closedFolder(dataDir, user)) ?? (await closedFolder(programs, user))
  if (!closed) return
  throw new DataDirError(
    `As root, the database runs as the user "postgres", who cannot enter ${closed}. ` +
      `Open it (chmod o+x ${closed}), move Quillwire and DATA_DIR to a folder such as /srv/quillwire, start it as an ordinary user, or set DATABASE_URL.`,
  )
}

/** Refuses what stands in the place of a database that is yet to be made: beside it, and then moved there. */
async function requirePlace(dataDir: string) {
  const folder = folderIn(dataDir)
  const there = await lstat(folder).catch(() => null)
  if (!there || (await exists(join(folder, 'PG_VERSION')))) return
  const held = await readdir(folder).catch(({ code }: NodeJS.ErrnoException) =>
    // A link may lead nowhere. Of a folder that this user may not read, it is said elsewhere whose it is.
    code === 'ENOENT' ? [] : null,
  )
  if (held?.length === 0 && (await exists(passwordFileIn(dataDir))))
    throw new DataDirError(
      `The database in ${folder} is gone. Is its disk mounted? ` +
        'If there never was one that counts, remove what is in its place, and a new one is made.',
    )
  if (there.isSymbolicLink() || there.dev !== (await stat(dataDir)).dev)
    throw new DataDirError(
      `${folder} is a link or a disk of its own, where no database can be made. Let all of ${dataDir} be there.`,
    )
  if (held && held.length > 0)
    throw new DataDirError(
      `${folder} holds no database, and is not empty: ${held.slice(0, 3).join(', ')}. ` +
        'Restore the database, or move away what is there.',
    )
}

/** Refuses a folder of another user, as after a move: PostgreSQL serves only a folder of its own user. */
async function requireOwner(dataDir: string, user: PostgresUser) {
  const folder = folderIn(dataDir)
  const own = user.uid ?? process.getuid?.()
  // Some systems have no numeric owners.
  if (own === undefined || !(await exists(folder))) return
  if ((await stat(folder)).uid === own) return
  const remedy =
    user.uid === undefined
      ? `Give this user the whole of DATA_DIR, as root: chown -R ${own} ${dataDir}`
      : `As root, the database runs as the user "postgres": chown -R postgres ${folder}`
  throw new DataDirError(`${folder} belongs to another user. ${remedy}`)
}

async function readPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error // errors of the file system have a code
    const password = randomBytes(24).toString('base64url')
    await writeFile(path, `${password}\n`, { mode: 0o600 }).catch(async (cause) => {
      await rm(path, { force: true }) // on a full disk the file is created but stays empty
      throw cause
    })
    return password
  }
}

/** Fills a folder beside the real one and renames it when complete, so that an interrupted start leaves nothing. */
async function initialise(binaries: PostgresBinaries, folder: string, password: string, user: PostgresUser) {
  const unfinished = `${folder}.unfinished`
  const passwordFile = `${folder}-password.once`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user.uid !== undefined && user.gid !== undefined) {
    await chown(unfinished, user.uid, user.gid)
    await chown(passwordFile, user.uid, user.gid)
  }
  try {
    await initdb(binaries, unfinished, passwordFile, user)
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(unfinished, folder)
}

async function initdb(binaries: PostgresBinaries, folder: string, passwordFile: string, user: PostgresUser) {
  // The builtin provider sorts and folds Unicode the same on every machine, without the system's locales.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  const program = spawn(
    binaries.initdb,
    ['-D', folder, '-E', 'UTF8', '--no-instructions', ...locale, ...access],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let problem = ''
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    problem += text
  })
  const code = await new Promise<number | null>((done, fail) =>
    program.once('close', done).once('error', fail),
  )
  if (code !== 0) throw new Error(`The database could not be created in ${folder}: ${problem.trim()}`)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

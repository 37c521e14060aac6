/** What a server that nobody stopped leaves behind: `postmaster.pid` alone, or the server itself, still running. */
import { execFile } from 'node:child_process'
import { readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import type { PostgresBinaries } from './binaries.ts'
import { DataDirError } from './data-dir-error.ts'
import { noteIn } from './places.ts'
import type { PostgresUser } from './postgres-user.ts'

const run = promisify(execFile)

/**
 * Stops the server that a killed launcher left running, and no other. In a copied folder, `postmaster.pid` names the
 * server of the original; after a restart of the machine, its pid may belong to another program.
 *
 * @throws {DataDirError} when the folder is a copy that was made while its server ran.
 */
export async function stopLeftOver(binaries: PostgresBinaries, folder: string, user: PostgresUser) {
  const path = noteIn(folder)
  const note = await readNote(path)
  if (!note) return
  const control = (...args: string[]) =>
    run(binaries.pg_ctl, [...args, '-D', folder], { ...user, cwd: folder })
  const isRunning = () =>
    control('status').then(
      () => true,
      () => false,
    )
  const isNamedHere = (await identity(note.folder)) === (await identity(folder))
  const worksIn = await workingFolder(note.pid, user)
  const isOurs = worksIn === null ? isNamedHere && (await isRunning()) : worksIn === (await identity(folder))
  if (isOurs) {
    try {
      await control('stop', '-m', 'fast', '-w')
    } catch (error) {
      // A server that was killed a moment ago can still look alive. Stopping it fails, and its pid file stays.
      if (await isRunning()) throw error
    }
    return
  }
  if (!isNamedHere) throw copiedWhileRunning(folder, note.folder)
  // PostgreSQL would take the process that has this pid now for a server in this folder.
  if (worksIn !== null) await rm(path, { force: true })
}

function copiedWhileRunning(folder: string, original: string) {
  return new DataDirError(
    `DATA_DIR ${dirname(folder)} was copied from ${dirname(original)} while it was in use, and the parts of such a copy may not fit together. ` +
      'Stop Quillwire there, and copy it again. If it is a snapshot of one moment, or was moved after its database had been killed, ' +
      `and nothing else uses it, not even in a container, remove ${noteIn(folder)} and start again.`,
  )
}

interface Note {
  pid: number
  folder: string
  port: number
}

/** The server's pid, folder and port, as it noted them when it started. Null when there is no note. */
export async function readNote(path: string): Promise<Note | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const [number, folder, , port] = text.split('\n')
  return number && folder ? { pid: Math.abs(Number(number)), folder, port: Number(port) } : null
}

/**
 * The working folder of a process of this user; for a server, its data folder, even after a move. Null without such a
 * process, or without `/proc`. It is asked as that user, since root in a container may lack the right.
 */
async function workingFolder(pid: number, user: PostgresUser): Promise<string | null> {
  return run('stat', ['-L', '-c', '%d:%i', `/proc/${pid}/cwd`], { ...user, cwd: '/' }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  )
}

/** Identifies a folder whichever path leads to it: a symbolic link, or a mount in two places. */
async function identity(path: string): Promise<string | null> {
  return stat(path, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => null,
  )
}

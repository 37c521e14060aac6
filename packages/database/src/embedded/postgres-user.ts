import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { DataDirError } from './data-dir-error.ts'

const run = promisify(execFile)

/** The ids under which PostgreSQL runs, since it refuses to run as root. Empty when this process is not root. */
export interface PostgresUser {
  uid?: number
  gid?: number
}

/** The user `postgres`, created when missing, if this process is root; otherwise this process's own user. */
export async function postgresUser(): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return {}
  try {
    return await ids()
  } catch {
    // The user does not exist yet.
  }
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/bin/false',
      'postgres',
    ])
    return await ids()
  } catch (cause) {
    throw new DataDirError(
      'PostgreSQL does not run as root, and the user "postgres" cannot be made with useradd. ' +
        'Start Quillwire as an ordinary user, make that user, or set DATABASE_URL.',
      { cause },
    )
  }
}

async function ids(): Promise<PostgresUser> {
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])])
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/** The first folder on the way to `path` that the user cannot enter, or null when it can enter all of them. */
export async function closedFolder(path: string, user: PostgresUser): Promise<string | null> {
  if (user.uid === undefined) return null
  const parts = path.split('/').filter(Boolean)
  const folders = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)
  const open = await Promise.all(
    folders.map((folder) =>
      run('test', ['-x', folder], { uid: user.uid, gid: user.gid, cwd: '/' }).then(
        () => true,
        () => false,
      ),
    ),
  )
  return folders.find((_, index) => !open[index]) ?? null
}

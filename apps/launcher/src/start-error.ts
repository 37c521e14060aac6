/** Why a start failed, in one line for the person who started it. */
import { ConfigError } from '@quillwire/config'
import { DataDirError, tellsOfFullDisk } from '@quillwire/database/embedded'
import { MigrationError } from '@quillwire/database/migrate'

/** An error whose message says everything that the person needs to know. */
export class StartError extends Error {
  override name = 'StartError'
}

/** Says why in one line, or with the stack if the cause is not known, and ends the process with code 1. */
export function failStart(failure: unknown): never {
  const error = fullDisk(failure) ?? failure
  const known = [ConfigError, DataDirError, MigrationError, StartError].some((Kind) => error instanceof Kind)
  const reason = known ? (error as Error).message : `Quillwire could not start. ${(error as Error).stack}`
  process.stderr.write(`${reason}\n`)
  process.exit(1)
}

/** If PostgreSQL reports a full disk, embedded or not: when it is made, when it starts, or in a migration. */
export function fullDisk(error: unknown): StartError | undefined {
  const { code, message = '' } = error as NodeJS.ErrnoException // PostgreSQL's have a code too
  if (!tellsOfFullDisk(message, code)) return undefined
  const reason = /could not .*/.exec(message)?.[0] ?? message
  return new StartError(
    `The disk of the database is full (${reason}). Make room there and start again: nothing that was saved is lost.`,
  )
}

/** What an error of the operator's own server, behind `DATABASE_URL`, means. */
export function databaseError(error: unknown, databaseUrl: string): unknown {
  if (error instanceof MigrationError) return error
  // PostgreSQL's errors have a code, too, and say how severe they are.
  const { code, message, syscall, path, severity } = error as NodeJS.ErrnoException & { severity?: string }
  const { hostname, port, pathname, username } = new URL(databaseUrl)
  const server = `${hostname || 'localhost'}:${port || 5432}`
  if (code === '28P01' || code === '28000')
    return new StartError(
      `DATABASE_URL: PostgreSQL at ${server} refuses the user "${username}" (${message}).`,
    )
  if (code === '3D000')
    return new StartError(
      `DATABASE_URL: PostgreSQL at ${server} has no database "${pathname.slice(1)}". Create it first.`,
    )
  if (code === '42501')
    return new StartError(
      `DATABASE_URL: the user "${username}" may not create tables there (${message}). Make it the database's owner.`,
    )
  if (syscall === 'open') return new StartError(`DATABASE_URL: ${path} cannot be read (${code}).`)
  if (code && /CERT|LEAF_SIGNATURE/.test(code))
    return new StartError(
      `DATABASE_URL: the certificate of PostgreSQL at ${server} is not trusted (${message.split(';')[0]}). ` +
        'Name the authority that issued it: ?sslmode=verify-full&sslrootcert=/path/to/ca.crt',
    )
  if (code === '25006')
    return new StartError(
      `DATABASE_URL: PostgreSQL at ${server} is read-only (${message}). Name the primary, not a standby.`,
    )
  if (severity === 'FATAL')
    return new StartError(`DATABASE_URL: PostgreSQL at ${server} refuses the connection (${message}).`)
  if (code?.startsWith('E') || /timeout|terminated|SSL/i.test(message))
    return new StartError(
      `DATABASE_URL: no PostgreSQL answers at ${server} (${code ?? message}). Check the address, and that the server is running.`,
    )
  return error
}

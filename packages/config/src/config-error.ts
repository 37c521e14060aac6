/** An error that the person who starts Quillwire can put right. The message is one line that says what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const FULL = 'Its disk is full: make room, or set DATA_DIR to a folder on another one.'
const A_FILE = 'A file is in its place: set DATA_DIR to a folder.'
const remedies: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EEXIST: A_FILE,
  ENOTDIR: A_FILE,
}

/** A `ConfigError` if the system refused something about `DATA_DIR`; any other error is returned as it is. */
export function dataDirError(dataDir: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'code' in cause)) return cause
  const remedy =
    remedies[String(cause.code)] ?? 'Make it writable for this user, or set DATA_DIR to a folder that is.'
  return new ConfigError(`DATA_DIR ${dataDir} cannot be used (${cause.code}). ${remedy}`, { cause })
}

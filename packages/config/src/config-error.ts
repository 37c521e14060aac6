/** An error that the person who starts Quillwire can put right. The message is one line that says what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** A `ConfigError` if the system refused something about `DATA_DIR`; any other error is returned as it is. */
export function dataDirError(dataDir: string, cause: unknown): unknown {
  return folderError(`DATA_DIR ${dataDir}`, 'DATA_DIR', cause)
}

/** Like `dataDirError`, for the folder that `FILES_URL` names. */
export function filesFolderError(folder: string, cause: unknown): unknown {
  return folderError(`The folder for uploaded files, ${folder},`, 'FILES_URL', cause)
}

function folderError(folder: string, setting: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'code' in cause)) return cause
  const code = String(cause.code)
  return new ConfigError(`${folder} cannot be used (${code}). ${remedyOf(code, setting)}`, { cause })
}

function remedyOf(code: string, setting: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `Its disk is full: make room, or set ${setting} to a folder on another one.`
    case 'EEXIST':
    case 'ENOTDIR':
      return `A file is in its place: set ${setting} to a folder.`
    default:
      return `Make it writable for this user, or set ${setting} to a folder that is.`
  }
}

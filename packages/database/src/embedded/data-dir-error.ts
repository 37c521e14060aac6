import { passwordFileIn } from './places.ts'

/** A folder or user with which the embedded database cannot run, in words for the person who starts Quillwire. */
export class DataDirError extends Error {
  override name = 'DataDirError'
}

export function passwordError(dataDir: string, why: 'is missing for' | 'is not that of'): DataDirError {
  return new DataDirError(
    `${passwordFileIn(dataDir)} ${why} the database that is there. Copy the one that belongs to it; ` +
      'if it is lost for good, docs/operating.md says how to set a new one.',
  )
}

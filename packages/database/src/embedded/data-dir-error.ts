/** A folder or user with which the embedded database cannot run, in words for the person who starts Quillwire. */
export class DataDirError extends Error {
  override name = 'DataDirError'
}

/** Why a database cannot be brought to this version, in words for the person who starts Quillwire. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

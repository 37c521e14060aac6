/** What goes wrong on a connection, besides what the system and undici have codes for. */
export type FailureCode =
  | 'QUILLWIRE_BODY'
  | 'QUILLWIRE_CUT'
  | 'QUILLWIRE_HEADERS'
  | 'QUILLWIRE_INFORMATIONAL'
  | 'QUILLWIRE_LENGTH'
  | 'QUILLWIRE_NOT_HTTP'
  | 'QUILLWIRE_PROTOCOL'
  | 'QUILLWIRE_TIMEOUT'

/**
 * An error for `describeFailure`, which has a sentence for each code but `QUILLWIRE_BODY`: that one comes after the
 * status, which alone counts.
 */
export function failure(code: FailureCode): Error {
  return Object.assign(new Error(code), { code })
}

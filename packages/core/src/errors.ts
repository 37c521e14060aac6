/**
 * The closed set of errors that use cases throw on purpose. Each door (REST, socket, page) translates them into its own
 * form in one place. Anything else that is thrown is a bug of ours.
 */
export type DomainErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'unsupported'
  | 'rate_limited'
  | 'unavailable'

export interface DomainErrorDetails {
  /** Stable and specific, snake_case: `document_not_found`. Programs branch on it. */
  code: string
  /** What is wrong and what to do about it, for people. */
  message: string
  /** The input field at fault, as a path, if there is one. */
  field?: string
  /** When it is worth trying again. */
  retryAfterSeconds?: number
  cause?: unknown
}

export class DomainError extends Error {
  readonly kind: DomainErrorKind
  readonly code: string
  readonly field: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(kind: DomainErrorKind, details: DomainErrorDetails) {
    super(details.message, { cause: details.cause })
    this.name = 'DomainError'
    this.kind = kind
    this.code = details.code
    this.field = details.field
    this.retryAfterSeconds = details.retryAfterSeconds
  }
}

const of =
  (kind: DomainErrorKind) =>
  (code: string, message: string, more?: Omit<DomainErrorDetails, 'code' | 'message'>) =>
    new DomainError(kind, { code, message, ...more })

/** The input cannot be accepted as it is. */
export const invalid = of('invalid')
/** @param why for causes other than a cursor that the client made up */
export const cursorInvalid = (field: string, why = 'This cursor is not one of ours') =>
  invalid('cursor_invalid', `${why}. Begin again without one.`, { field })
/** Nobody is signed in, or the key or ticket is not valid. */
export const unauthenticated = of('unauthenticated')
/** The principal is known, but not allowed to do this. */
export const forbidden = of('forbidden')
/** It does not exist, or this principal may not see it. */
export const notFound = of('not_found')
/** The current state does not allow it. */
export const conflict = of('conflict')
/** It no longer exists: a revoked link, an expired invitation. */
export const gone = of('gone')
export const tooLarge = of('too_large')
/** It has a form that is not accepted here: another content type. */
export const unsupported = of('unsupported')
export const rateLimited = of('rate_limited')
/** It cannot be done at the moment but may be tried again: a document that cannot be loaded. */
export const unavailable = of('unavailable')

/** For an API key that was never issued, was revoked, or ended with its maker. The client is told no more than that. */
export const apiKeyInvalid = () =>
  unauthenticated(
    'api_key_invalid',
    'This API key does not exist or was revoked. Ask an admin of the workspace for another one.',
  )

/** For a document that does not exist or may not be read: the same error in both cases, so that ids reveal nothing. */
export const documentNotFound = () =>
  notFound('document_not_found', 'There is no such document, or you may not see it.')

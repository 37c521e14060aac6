/**
 * The closed set of errors that a use case throws on purpose. Each door (REST, socket, page) turns them into
 * its own form in one place; anything else that is thrown is a fault of ours.
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
  /** The input field at fault, as a path, where there is one. */
  field?: string
  /** When it is worth to try again. */
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
/** @param why where there is more to say than that somebody made the cursor up */
export const cursorInvalid = (field: string, why = 'This cursor is not one of ours') =>
  invalid('cursor_invalid', `${why}. Begin again without one.`, { field })
/** Nobody is signed in, or the key or ticket is not valid. */
export const unauthenticated = of('unauthenticated')
/** Known, but not allowed. */
export const forbidden = of('forbidden')
/** Not there, or not to be seen by this principal. */
export const notFound = of('not_found')
/** The state does not allow it now. */
export const conflict = of('conflict')
/** It was there and is no more: a revoked link, an expired invitation. */
export const gone = of('gone')
export const tooLarge = of('too_large')
/** It comes in a form that is not read here: another content type. */
export const unsupported = of('unsupported')
export const rateLimited = of('rate_limited')
/** It cannot be done at the moment and may be tried again: a document that cannot be loaded. */
export const unavailable = of('unavailable')

/** About an API key that was never given out, was revoked, or ended with its maker: whoever sent it learns no more. */
export const apiKeyInvalid = () =>
  unauthenticated(
    'api_key_invalid',
    'This API key does not exist or was revoked. Ask an admin of the workspace for another one.',
  )

/** About a document that is not there or may not be read: the same in both cases, so that ids tell nothing. */
export const documentNotFound = () =>
  notFound('document_not_found', 'There is no such document, or you may not see it.')

/** The API from the browser. */
import type { Me } from './api-types.ts'
import { isPageOf, sessionEnd, sessionEnded, sessionGoesOn, wasLeft } from './session-end.ts'
import { wordsForPeople } from './words-for-people.ts'

/** A problem document of the API, as an error whose message is fit for people. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly fields: { path: string; message: string }[]

  constructor(
    status: number,
    code: string,
    message: string,
    fields: { path: string; message: string }[] = [],
  ) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.fields = fields
  }
}

const NO_ANSWER = 'The server does not answer at the moment. Try again in a few seconds.'
/** Messages for answers that come not from the API but from a proxy in front of it. */
const WITHOUT_WORDS: Record<number, string> = {
  413: 'It is larger than a proxy in front of the server lets through. Whoever runs it can raise that limit.',
  502: NO_ANSWER,
  503: NO_ANSWER,
  504: NO_ANSWER,
}
const SIGNED_OUT = 'You are signed out. Sign in again in another tab, and then try again here.'
const SIGNED_OUT_ELSEWHERE = 'You were signed out in another window. Sign in again to continue.'

/**
 * Sends a request to `/api/v1` and returns the answer.
 * @throws ApiError if the request is refused; with code `unreachable` if there is no answer at all.
 */
export async function api<Answer = undefined>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<Answer> {
  return await signedIn(method, () => send<Answer>(`/api/v1${path}`, method, body, headers))
}

/** An earlier answer, with its ETag to check whether it is still current. */
export interface Versioned<Answer> {
  answer: Answer
  etag: string | null
}

/** Reads something from `/api/v1` that rarely changes. As long as it has not, `before` itself is returned. */
export async function readChanged<Answer>(
  path: string,
  before?: Versioned<Answer>,
): Promise<Versioned<Answer>> {
  return await signedIn('GET', async () => {
    const { response, text } = await exchange(
      `/api/v1${path}`,
      before?.etag ? { headers: { 'if-none-match': before.etag } } : {},
    )
    if (response.status === 304 && before) return before
    return { answer: answerIn<Answer>(response, text, true), etag: response.headers.get('etag') }
  })
}

/** Like `api`, for `/api/auth`, where people's accounts are. */
export async function accountApi<Answer = undefined>(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Answer> {
  return await signedIn(method, () => send<Answer>(`/api/auth${path}`, method, body))
}

/** Makes a request on behalf of the signed-in person. If the server has no session, it ends on this page too. */
export async function signedIn<Answer>(method: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    if (sessionEnd() !== null) await requireSamePerson(method)
    return await ask()
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error
    sessionEnded('expired')
    // The API's own message is also for programs. A form stays open meanwhile, and can be sent after signing in again.
    throw new ApiError(401, error.code, wasLeft() ? SIGNED_OUT_ELSEWHERE : SIGNED_OUT)
  }
}

/**
 * After a session has ended, another person may sign in in another tab. This page must then neither show that person's
 * data nor send its forms in their name, however often somebody presses.
 */
export async function requireSamePerson(method: string): Promise<void> {
  if (method === 'GET' && wasLeft()) throw new ApiError(401, 'unauthenticated', SIGNED_OUT_ELSEWHERE)
  const { response, text } = await exchange('/api/v1/me', {})
  const { principal } = answerIn<Pick<Me, 'principal'>>(response, text, true)
  if (principal.id === null) return
  if (isPageOf(principal.id)) return sessionGoesOn()
  sessionEnded('signed-out-elsewhere')
  throw new ApiError(401, 'unauthenticated', SIGNED_OUT_ELSEWHERE)
}

export async function send<Answer>(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const isForm = body instanceof FormData
  const { response, text } = await exchange(url, {
    method,
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    headers: body === undefined || isForm ? headers : { ...headers, 'content-type': 'application/json' },
  })
  return answerIn<Answer>(response, text, method === 'GET' || 'idempotency-key' in headers)
}

async function exchange(url: string, request: RequestInit): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(url, request)
    return { response, text: await response.text() }
  } catch {
    throw unreachable()
  }
}

export const unreachable = () =>
  new ApiError(0, 'unreachable', 'The server cannot be reached. Check your connection and try again.')

/** @param isOnce whether repeating the request does no harm. */
export function answerIn<Answer>(response: Response, text: string, isOnce: boolean): Answer {
  const type = response.headers.get('content-type') ?? ''
  const isJson = text !== '' && type.includes('json')
  const json = isJson ? JSON.parse(text) : undefined
  if (!response.ok) {
    const code: string = json?.code ?? `http_${response.status}`
    const own: string | undefined = json?.detail ?? json?.message ?? WITHOUT_WORDS[response.status]
    const words = wordsForPeople(code, isOnce) ?? own ?? 'Something went wrong. Try again.'
    throw new ApiError(response.status, code, words, json?.errors ?? [])
  }
  return (isJson ? json : text) as Answer // the API's schemas say what it answers
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong. Try again.'
}

/** Whether trying again may help: yes for rate limits, crashes and lost connections, no for other refusals. */
export function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 429 || error.status < 400 || error.status >= 500
}

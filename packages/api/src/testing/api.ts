/** The API over a database of the test's, and people and keys who call it. */

import type { Services } from '@quillwire/core'
import { createAuth } from '@quillwire/core/identity/auth'
import { createSeal } from '@quillwire/core/secrets/seal'
import type { Database } from '@quillwire/database'
import { createLogger } from '@quillwire/process'
import { createTransformer, endpointPolicy } from '@quillwire/webhooks'
import { createEventStreams } from '@quillwire/webhooks/stream'
import { createApi } from '../index.ts'

/** What came back: the body's fields and the status as `http`. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects in it
export type Json = Record<string, any>

export type Call = (method: string, path: string, body?: unknown) => Promise<Json>

export function testApi(
  database: Database,
  allowed: string[],
  options: Partial<Parameters<typeof createApi>[0]> = {},
) {
  const { logger = createLogger('test', 'error') } = options
  const services: Services = {
    database,
    seal: createSeal('s'.repeat(40)),
    // No route in these tests touches files.
    files: undefined as unknown as Services['files'],
    publicUrl: 'http://localhost:3000',
    now: () => new Date(),
  }
  const app = createApi({
    services,
    auth: createAuth(services, { signUp: 'open', logger }),
    logger,
    eventStreams: createEventStreams(services, { onError: console.error }),
    transformer: createTransformer(console.error),
    endpointPolicy: endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: allowed, WEBHOOK_HTTPS_ONLY: false }),
    version: 'test',
    ...options,
  })

  async function call(
    headers: Record<string, string>,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Json> {
    const response = await app.request(path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { http: response.status, ...(text ? JSON.parse(text) : {}) }
  }

  let people = 0
  /** Somebody new with a workspace of their own, or in that of the invitation. */
  async function signedIn(extra: Json = {}): Promise<Call> {
    people += 1
    const response = await app.request('/api/auth/sign-up/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Ada',
        email: `a${people}@example.com`,
        password: 'correct horse',
        ...extra,
      }),
    })
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return (method, path, body) => call({ cookie }, method, `/api/v1${path}`, body)
  }

  async function withKey(...scopes: string[]): Promise<{ key: Call }> {
    const ada = await signedIn()
    const { key } = await ada('POST', '/api-keys', { name: 'CRM', scopes })
    return {
      key: (method, path, body) => call({ authorization: `Bearer ${key}` }, method, `/api/v1${path}`, body),
    }
  }

  /** Without anybody behind it. */
  const anonymous: Call = (method, path, body) => call({}, method, `/api/v1${path}`, body)

  return { app, services, anonymous, signedIn, withKey }
}

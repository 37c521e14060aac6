/** The API over a test's own database, with people and keys to call it. */

import type { Services } from '@quillwire/core'
import { createAuth } from '@quillwire/core/identity/auth'
import { testServices } from '@quillwire/core/testing/services'
import type { Database } from '@quillwire/database'
import { createLogger } from '@quillwire/process'
import { createTransformer, endpointPolicy } from '@quillwire/webhooks'
import { createEventStreams } from '@quillwire/webhooks/stream'
import { type ApiOptions, createApi } from '../create-api.ts'
import { Client, type Json } from './client.ts'

export type { Json } from './client.ts'

/** Returns the fields of the answer's body, and its status as `http`. */
export type Call = (method: string, path: string, body?: unknown) => Promise<Json>

export function testApi(
  database: Database,
  allowed: string[],
  options: Partial<Omit<ApiOptions, 'services'>> & { services?: Partial<Services> } = {},
) {
  const { logger = createLogger('test', 'error'), services: other, ...rest } = options
  const services = testServices(database, other)
  const app = createApi({
    services,
    auth: createAuth(services, { signUp: 'open', sendsMail: true, logger }),
    logger,
    eventStreams: createEventStreams(services, { onError: console.error }),
    transformer: createTransformer(console.error),
    endpointPolicy: endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: allowed, WEBHOOK_HTTPS_ONLY: false }),
    requestsPerSecond: 1000,
    version: 'test',
    ...rest,
  })

  function callAs(client: Client): Call {
    return async (method, path, body) => {
      const response = await client.send(method, path, body)
      const text = await response.text()
      return { http: response.status, ...(text ? JSON.parse(text) : {}) }
    }
  }

  let people = 0
  /** A new person with a workspace of their own, or in that of the invitation. */
  async function signedIn(extra: Json = {}): Promise<Call> {
    people += 1
    const client = new Client(app)
    const person = { name: 'Ada', email: `a${people}@example.com`, password: 'correct horse', ...extra }
    await client.send('POST', '/api/auth/sign-up/email', person)
    return callAs(client)
  }

  async function withKey(...scopes: string[]): Promise<{ key: Call }> {
    const ada = await signedIn()
    const { key } = await ada('POST', '/api-keys', { name: 'CRM', scopes })
    const program = new Client(app)
    program.headers = { authorization: `Bearer ${key}` }
    return { key: callAs(program) }
  }

  /** A caller without an account and without cookies. */
  const anonymous: Call = (...call) => callAs(new Client(app))(...call)

  return { app, services, anonymous, signedIn, withKey }
}

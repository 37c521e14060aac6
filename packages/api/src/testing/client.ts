import type { createApi } from '../index.ts'

// biome-ignore lint/suspicious/noExplicitAny: each test knows what it expects in it
export type Json = Record<string, any>

/** A client of the API: a browser that keeps its cookies, or a program with the headers that it is given. */
export class Client {
  readonly #app: ReturnType<typeof createApi>
  cookies = new Map<string, string>()
  headers: Record<string, string> = {}

  constructor(app: ReturnType<typeof createApi>) {
    this.#app = app
  }

  /** @param path under `/api/v1`, unless it begins with `/api/` */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const isJson = body !== undefined && !(body instanceof FormData)
    const response = await this.#app.request(path.startsWith('/api/') ? path : `/api/v1${path}`, {
      method,
      headers: {
        ...(isJson && { 'content-type': 'application/json' }),
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...this.headers,
        ...headers,
      },
      body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }

  async json(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Json> {
    const response = await this.send(method, path, body, headers)
    const text = await response.text()
    return { status: response.status, ...(text ? JSON.parse(text) : {}) }
  }
}

/** A new person in a browser, with a workspace of their own. */
export async function signedUp(app: ReturnType<typeof createApi>): Promise<Client> {
  const client = new Client(app)
  const email = `${crypto.randomUUID()}@example.com`
  await client.send('POST', '/api/auth/sign-up/email', { name: 'Ada', email, password: 'correct horse' })
  return client
}

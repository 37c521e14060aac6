import type { Auth } from '../identity/auth.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects in it
type Answer = { status: number; body: any }

/** A browser, which keeps its cookies and calls the account routes. */
export function openBrowser(auth: Auth, publicUrl: string) {
  const cookies = new Map<string, string>()
  return async function ask(path: string, body?: unknown): Promise<Answer> {
    const response = await auth.handler(
      new Request(`${publicUrl}/api/auth${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          origin: publicUrl,
          'content-type': 'application/json',
          'x-forwarded-for': '10.0.0.1',
          cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    )
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : null }
  }
}

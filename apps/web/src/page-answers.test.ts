import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { pageAnswers } from './page-answers.ts'

const away = () => new Response('', { status: 503 })

/** The answer for a page that calls this API and then finishes as Next.js would. */
async function askPage(api: () => Response, finish: (response: ServerResponse) => void) {
  const answers = pageAnswers(api)
  const server = createServer((_request, response) => {
    void answers.make(response, async () => {
      await answers.ask(new Request('http://localhost/api/v1/me'))
      finish(response)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // it listens on a port
  const { status, headers } = await fetch(`http://127.0.0.1:${port}/`)
  return [status, headers.get('retry-after')]
}

const failed = (response: ServerResponse) => {
  response.statusCode = 500
  response.end('Something went wrong')
}

test('a page that failed because the API was unavailable says so, and when to try again', async () => {
  expect(await askPage(away, failed)).toEqual([503, '5'])
  expect(await askPage(away, (response) => response.writeHead(500).end())).toEqual([503, '5'])
})

test('a page that failed for another reason, or did not fail, keeps its status', async () => {
  expect(await askPage(() => new Response('', { status: 500 }), failed)).toEqual([500, null])
  expect(await askPage(away, (response) => response.end('without that part'))).toEqual([200, null])
})

test.each([
  [503, 'ECONNREFUSED'],
  [500, '42703'],
])(
  'the same goes for a page that asked the database directly: %i where that said %s',
  async (status, code) => {
    const answers = pageAnswers(() => new Response())
    const server = createServer((_request, response) => {
      const refused = Object.assign(new Error('refused'), { code })
      void answers.make(response, () => answers.look(Promise.reject(refused)).catch(() => failed(response)))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo // it listens on a port
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(status)
  },
)

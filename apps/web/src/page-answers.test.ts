import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { pageAnswers } from './page-answers.ts'

const away = () => new Response('', { status: 503 })

/** What a page is answered with that asks this API, and then ends as Next.js does. */
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

test('a page that failed for an API that is not available says so, and when to come again', async () => {
  expect(await askPage(away, failed)).toEqual([503, '5'])
  expect(await askPage(away, (response) => response.writeHead(500).end())).toEqual([503, '5'])
})

test('one that failed for another reason, or did not fail, says what it said', async () => {
  expect(await askPage(() => new Response('', { status: 500 }), failed)).toEqual([500, null])
  expect(await askPage(away, (response) => response.end('without that part'))).toEqual([200, null])
})

test('nor does it matter whether it asked the API, or the database', async () => {
  const answers = pageAnswers(() => new Response())
  const server = createServer((_request, response) => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    void answers.make(response, () => answers.look(Promise.reject(refused)).catch(() => failed(response)))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // it listens on a port
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(503)
})

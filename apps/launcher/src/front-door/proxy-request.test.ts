import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createProxy } from './proxy-request.ts'

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port // it listens on a port
}

/** The headers with which a request arrives at the process behind. */
async function arriving(headers: Record<string, string>): Promise<IncomingHttpHeaders> {
  const behind = createServer(({ headers }, response) => response.end(JSON.stringify(headers)))
  const proxy = createProxy({
    port: await listen(behind),
    trusts: () => false,
    onUnreachable: (_request, response) => response.destroy(),
  })
  onTestFinished(proxy.close)
  const port = await listen(createServer(proxy.forward))
  return await new Promise((done, fail) => {
    const asking = request({ host: '127.0.0.1', port, headers }, async (response) =>
      done(JSON.parse(Buffer.concat(await response.toArray()).toString())),
    )
    asking.once('error', fail).end()
  })
}

test('what speaks of one connection only stays behind', async () => {
  const headers = await arriving({ connection: 'close, x-mine', 'x-mine': '1', 'x-other': '2' })
  expect(headers).not.toHaveProperty('x-mine')
  expect(headers['x-other']).toBe('2')
})

test('nobody takes away what is said of who asks, by naming it as their connection’s own', async () => {
  const connection = 'close, host, x-forwarded-for, X-Forwarded-Host, x-forwarded-proto, x-real-ip'
  expect(await arriving({ connection, host: 'docs.example.com' })).toMatchObject({
    host: 'docs.example.com',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'docs.example.com',
    'x-forwarded-proto': 'http',
    'x-real-ip': '127.0.0.1',
  })
})

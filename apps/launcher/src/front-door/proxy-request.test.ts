import { once } from 'node:events'
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
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

/** The port of a proxy before this. */
async function proxyTo(behind: ReturnType<typeof createServer>): Promise<number> {
  const proxy = createProxy({
    port: await listen(behind),
    trusts: () => false,
    onUnreachable: (_request, response) => response.destroy(),
  })
  onTestFinished(proxy.close)
  return await listen(createServer(proxy.forward))
}

/** The headers with which a request arrives at the process behind. */
async function arriving(headers: Record<string, string>): Promise<IncomingHttpHeaders> {
  const behind = createServer(({ headers }, response) => response.end(JSON.stringify(headers)))
  const port = await proxyTo(behind)
  return await new Promise((done, fail) => {
    const asking = request({ host: '127.0.0.1', port, headers }, async (response) =>
      done(JSON.parse(Buffer.concat(await response.toArray()).toString())),
    )
    asking.once('error', fail).end()
  })
}

test('headers about one connection only are not handed on', async () => {
  const headers = await arriving({ connection: 'close, x-mine', 'x-mine': '1', 'x-other': '2' })
  expect(headers).not.toHaveProperty('x-mine')
  expect(headers['x-other']).toBe('2')
})

test('a client cannot remove the headers that say who asks by naming them as its connection’s own', async () => {
  const connection = 'close, host, x-forwarded-for, X-Forwarded-Host, x-forwarded-proto, x-real-ip'
  expect(await arriving({ connection, host: 'docs.example.com' })).toMatchObject({
    host: 'docs.example.com',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'docs.example.com',
    'x-forwarded-proto': 'http',
    'x-real-ip': '127.0.0.1',
  })
})

// Otherwise it would be the next request on a connection that also serves others.
test.each(['GET', 'DELETE', 'OPTIONS', 'POST'])(
  'the body of a %s stays its body, whatever the headers say',
  async (method) => {
    const heard: string[] = []
    const behind = createServer(async (request, response) => {
      heard.push(`${request.method} ${request.url} ${Buffer.concat(await request.toArray())}`)
      response.end()
    })
    const port = await proxyTo(behind)
    const body = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n'
    const send = (headers: Record<string, string>) =>
      new Promise((done, fail) => {
        const asking = request({ host: '127.0.0.1', port, path: '/seen', method, headers }, (response) =>
          response.resume().once('end', done),
        )
        asking.once('error', fail).end(body)
      })
    await send({ connection: 'close, content-length', 'content-length': String(body.length) })
    await send({ connection: 'close, transfer-encoding', 'transfer-encoding': 'chunked' })
    expect(heard).toEqual([`${method} /seen ${body}`, `${method} /seen ${body}`])
  },
)

test('a client that sends everything before it reads gets an answer that came before the end of its body', async () => {
  // It reads nothing, as if it had been told a length that is too large.
  const behind = createServer((request, response) => {
    request.pause()
    response.writeHead(413, { 'content-length': 9 }).end('Too large')
  })
  const port = await proxyTo(behind)
  const answer = await new Promise<IncomingMessage>((done, fail) => {
    const agent = new Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const asking = request({ agent, host: '127.0.0.1', port, method: 'POST' })
    asking.once('error', fail).once('response', async (response) => {
      if (!asking.writableFinished) await once(asking, 'finish').catch(fail)
      done(response)
    })
    asking.end(Buffer.alloc(32 * 1024 * 1024))
  })
  expect(answer.statusCode).toBe(413)
})

test('when an idle connection ends, a request with a body is not sent again without it', async () => {
  let asked = 0
  const port = await proxyTo(
    createServer((incoming, response) => {
      asked += 1
      if (asked === 1) response.end()
      else incoming.on('end', () => incoming.socket.resetAndDestroy()).resume()
    }),
  )
  const ask = async (body: string) => {
    const headers = { 'content-length': body.length }
    const asking = request({ host: '127.0.0.1', port, headers }).end(body)
    const [response] = await once(asking, 'response')
    await once(response.resume(), 'end')
  }
  await ask('')
  await expect(ask('abc')).rejects.toThrow('socket hang up')
  expect(asked).toBe(2)
})

test('a GET that meets an idle connection as it ends is asked again', async () => {
  let asked = 0
  const port = await proxyTo(
    createServer((incoming, response) => {
      asked += 1
      if (asked === 2) incoming.socket.resetAndDestroy()
      else response.end(`${asked}`)
    }),
  )
  const ask = async () => await (await fetch(`http://127.0.0.1:${port}/`)).text()
  expect(await ask()).toBe('1')
  expect(await ask()).toBe('3')
})

test('an answer that breaks off is not taken for complete', async () => {
  const port = await proxyTo(
    createServer((incoming, response) => {
      response.write('half', () => incoming.socket.destroy())
    }),
  )
  const [response]: IncomingMessage[] = await once(request({ host: '127.0.0.1', port }).end(), 'response')
  await expect(response?.toArray()).rejects.toThrow('aborted')
})

test('when a client hangs up on an event stream, none stays open behind the door', async () => {
  const left = Promise.withResolvers<void>()
  const port = await proxyTo(
    createServer((_incoming, response) => {
      response.on('close', left.resolve).write('retry: 2000\n\n')
    }),
  )
  const asking = request({ host: '127.0.0.1', port }).end()
  await once(asking, 'response')
  asking.destroy()
  await left.promise
})

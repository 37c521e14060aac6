import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, type RequestOptions, request } from 'node:http'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'

/**
 * A program that answers a request when its body is there (one to `/slow` never to its end), and stops at SIGTERM. At
 * SIGUSR2 its clock is set back by an hour.
 */
const program = `
  import { createServer } from 'node:http'
  import { lastAnswers, stopListening } from '${new URL('./index.ts', import.meta.url)}'
  const server = createServer((request, response) => {
    if (request.url === '/slow') response.write('not yet')
    else request.resume().on('end', () => response.end('taken'))
  })
  server.keepAliveTimeout = 3_600_000
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
  process.on('SIGUSR2', () => {
    const now = Date.now
    Date.now = () => now() - 3_600_000
    console.log('set back')
  })
  process.on('SIGTERM', () => {
    const deaf = stopListening(server)
    console.log('stopping')
    deaf
      .then(() => {
        console.log('waiting')
        return lastAnswers(server, Number(process.env.PATIENCE_MS))
      })
      .then(() => process.exit(0))
  })`

async function start(patienceMs = 1500) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATIENCE_MS: String(patienceMs) },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => String((await lines.next()).value)
  const options = { host: '127.0.0.1', port: Number(await line()) }
  return { child, line, options, exited: once(child, 'exit') }
}

async function post(options: RequestOptions) {
  const sent = request({ method: 'POST', ...options })
  sent.end('text')
  const [answer] = await once(sent, 'response')
  for await (const _ of answer);
  return { status: answer.statusCode, connection: answer.headers.connection }
}

const everybody = Array.from({ length: 20 })

test('clients that have connected and sent a request when it stops get an answer, even if none was accepted yet', async () => {
  const { child, options, exited } = await start()
  child.kill('SIGSTOP')
  const sent = everybody.map(() => request({ ...options, method: 'POST', agent: false }))
  const connected = sent.map((one) =>
    once(one, 'socket').then(async ([socket]) => socket.connecting && once(socket, 'connect')),
  )
  const answers = sent.map((one) => once(one.end('text'), 'response').then(([answer]) => answer.statusCode))
  await Promise.all(connected)
  child.kill('SIGTERM')
  child.kill('SIGCONT')
  expect(await Promise.all(answers)).toEqual(everybody.map(() => 200))
  expect(await exited).toEqual([0, null])
})

test('a connection that was used before gets one more answer, and is told to end', async () => {
  const { child, line, options, exited } = await start()
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  expect(await post({ ...options, agent })).toEqual({ status: 200, connection: 'keep-alive' })
  child.kill('SIGTERM')
  expect(await line()).toBe('stopping')
  expect(await post({ ...options, agent })).toEqual({ status: 200, connection: 'close' })
  expect(await exited).toEqual([0, null])
})

test('a connection on which nothing is sent is not waited for like one that waits for an answer', async () => {
  const anHour = 3_600_000
  const { child, options, exited } = await start(anHour)
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  await post({ ...options, agent })
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
})

test('what is idle, and what never ends, does not keep it from stopping', async () => {
  const { child, options, exited } = await start()
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  await post({ ...options, agent })
  const slow = request({ ...options, path: '/slow', agent: false }).end()
  const [answer] = await once(slow, 'response')
  const cut = once(answer, 'error')
  answer.resume()
  child.kill('SIGTERM')
  expect((await cut)[0].code).toBe('ECONNRESET')
  expect(await exited).toEqual([0, null])
})

test('nor does a clock that is set back meanwhile', async () => {
  const { child, line, options, exited } = await start(3000)
  const slow = request({ ...options, path: '/slow', agent: false }).end()
  const [answer] = await once(slow, 'response')
  const cut = once(answer, 'error')
  answer.resume()
  child.kill('SIGTERM')
  expect([await line(), await line()]).toEqual(['stopping', 'waiting'])
  child.kill('SIGUSR2')
  expect(await line()).toBe('set back')
  await cut
  expect(await exited).toEqual([0, null])
})

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { answerProbe } from './probes.ts'

test('whoever asks whether a process is ready is not kept waiting by a database that does not answer', async () => {
  const server = createServer((request, response) => {
    void answerProbe(request.url ?? '/', response, {
      ready: () => new Promise(() => {}),
      metrics: async () => null,
      elsewhere: '',
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // it listens on a port
  const response = await fetch(`http://127.0.0.1:${port}/readyz`)
  expect([response.status, await response.text()]).toEqual([503, 'not ready\n'])
})

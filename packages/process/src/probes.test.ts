import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { answerProbe, type Probes } from './probes.ts'

async function ask(path: string, probes: Partial<Probes>) {
  const server = createServer((request, response) => {
    void answerProbe(request.url ?? '/', response, {
      ready: async () => true,
      metrics: async () => null,
      elsewhere: '',
      ...probes,
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // it listens on a port
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  // An answer that a cache keeps would be that of another moment.
  expect(response.headers.get('cache-control')).toBe('no-store')
  return [response.status, await response.text()]
}

test('a probe for readiness is not kept waiting by a database that does not answer', async () => {
  expect(await ask('/readyz', { ready: () => new Promise(() => {}) })).toEqual([503, 'not ready\n'])
})

test('metrics that cannot be read, as while the database is away, do not end the process', async () => {
  const metrics = () => Promise.reject(new Error('the database is away'))
  expect(await ask('/metrics', { metrics })).toEqual([503, 'not ready\n'])
})

test('a query changes nothing', async () => {
  expect(await ask('/readyz?from=balancer', {})).toEqual([200, 'ready\n'])
})

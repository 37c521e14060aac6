import { Dispatcher, fetch } from 'undici'
import { expect, test } from 'vitest'
import { portRefusal } from './judge-port.ts'

test.each([80, 443, 3000, 5678, 8000, 8080, 8443, 8888, 9000, 49_152, 65_535])('%i may be used', (port) => {
  expect(portRefusal(port)).toBeNull()
})

test.each([
  [25, 'mail'],
  [22, 'SSH'],
  [6379, 'Redis'],
  [5432, 'PostgreSQL'],
  [0, 'another kind of service'],
  [6667, 'another kind of service'],
])('%i is for %s', (port, service) => {
  expect(portRefusal(port)).toBe(service)
})

test('whatever a browser refuses is refused', async () => {
  class Nowhere extends Dispatcher {
    override dispatch(): boolean {
      throw new Error('this port is asked')
    }
  }
  const dispatcher = new Nowhere()
  const refused: number[] = []
  for (let port = 1; port <= 10_080; port++) {
    const error = await fetch(`http://127.0.0.1:${port}`, { dispatcher }).catch((cause) => cause)
    if (error.cause.message === 'bad port') refused.push(port)
    else expect(error.cause.message).toBe('this port is asked')
  }
  expect(refused.length).toBeGreaterThan(80)
  expect(refused.filter((port) => portRefusal(port) === null)).toEqual([])
})

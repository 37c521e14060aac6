/**
 * Names that resolve to one address when they are checked and to another when they are connected to, answered by a real
 * name server. 127.0.0.1, which the tests allow, plays the public address; 127.0.0.2 and ::1 at the same port play the
 * inside.
 */
import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { parseNetworks } from '../../packages/webhooks/src/address-guard/judge-address.ts'
import { createWebhookClient } from '../../packages/webhooks/src/engine/webhook-client.ts'
import { openDoor, resolvesTo } from './listening.ts'
import { type Answer, type Question, startNameServer } from './name-server.ts'

const OUTSIDE = '127.0.0.1'

async function scene(
  answer: (question: Question) => Answer,
  respond: (response: ServerResponse) => void = (response) => response.end('here'),
) {
  const door = await openDoor([OUTSIDE, '127.0.0.2', '::1'], respond)
  const { asked, resolve } = await startNameServer(answer)
  const client = createWebhookClient({ allowed: parseNetworks([`${OUTSIDE}/32`]), resolve })
  onTestFinished(() => client.close())
  return {
    door,
    asked,
    send: (name = 'rebinding.example', timeoutMs = 5000) =>
      client.send({ url: `http://${name}:${door.port}/`, headers: {}, body: '{}', timeoutMs }),
  }
}

/** Answers for IPv4 only. */
const ipv4 =
  (answer: (time: number) => Answer) =>
  ({ type, time }: Question): Answer =>
    type === 'A' ? answer(time) : []

const closing = (response: ServerResponse) => response.writeHead(200, { connection: 'close' }).end('here')

test('the classic attack: public on the first query, private from then on', async () => {
  const { door, asked, send } = await scene(ipv4((time) => [time === 1 ? OUTSIDE : '127.0.0.2']))
  expect(await send()).toMatchObject({ response: { status: 200 }, remoteAddress: OUTSIDE })
  // One query for each family: the address that was checked is the one that is connected to.
  expect(asked.map(({ type, time }) => `${type} ${time}`).sort()).toEqual(['A 1', 'AAAA 1'])
  expect(door.connections).toEqual([OUTSIDE])
})

test('a kept-alive connection stays where it was checked', async () => {
  const { door, asked, send } = await scene(ipv4((time) => [time === 1 ? OUTSIDE : '127.0.0.2']))
  for (let i = 0; i < 5; i++) {
    expect((await send()).response?.status).toBe(200)
    await setImmediate() // a connection is free again one turn of the event loop after its answer
  }
  expect(door.connections).toEqual([OUTSIDE])
  expect(asked).toHaveLength(2)
})

test('a connection that is made anew is checked anew', async () => {
  const { door, send } = await scene(
    ipv4((time) => [time === 1 ? OUTSIDE : '127.0.0.2']),
    closing,
  )
  expect((await send()).response?.status).toBe(200)
  for (let i = 0; i < 3; i++)
    expect(await send()).toMatchObject({
      response: null,
      remoteAddress: null,
      error: expect.stringMatching(
        /^Refused: rebinding\.example resolves to 127\.0\.0\.2, which is this machine/,
      ),
    })
  expect(door.connections).toEqual([OUTSIDE])
})

test('many at once, with an answer that flips each time: nothing comes in', async () => {
  const { door, send } = await scene(
    ipv4((time) => [time % 2 === 1 ? OUTSIDE : '127.0.0.2']),
    closing,
  )
  const exchanges: Awaited<ReturnType<typeof send>>[] = []
  for (let round = 0; round < 10; round++)
    exchanges.push(...(await Promise.all(Array.from({ length: 10 }, () => send()))))
  const arrived = exchanges.filter(({ response }) => response !== null)
  const refused = exchanges.filter(({ error }) => error?.startsWith('Refused: '))
  expect(arrived.length + refused.length).toBe(100)
  expect(arrived.length).toBeGreaterThan(0)
  expect(refused.length).toBeGreaterThan(0)
  expect(new Set(door.connections)).toEqual(new Set([OUTSIDE]))
})

test.each([[[OUTSIDE, '127.0.0.2']], [['127.0.0.2', OUTSIDE]], [[OUTSIDE, OUTSIDE, OUTSIDE, '10.0.0.1']]])(
  'mixed answers: %j',
  async (answers) => {
    const { door, send } = await scene(ipv4(() => answers))
    expect(await send()).toMatchObject({ response: null, error: expect.stringMatching(/^Refused: /) })
    expect(door.connections).toEqual([])
  },
)

test.each(['::1', '::ffff:127.0.0.2', '::ffff:10.0.0.1', '64:ff9b::7f00:2', 'fd00:ec2::254', 'fe80::1'])(
  'a good IPv4 address beside %s',
  async (address) => {
    const { door, send } = await scene(({ type }) => (type === 'A' ? [OUTSIDE] : [address]))
    expect(await send()).toMatchObject({ response: null, error: expect.stringMatching(/^Refused: /) })
    expect(door.connections).toEqual([])
  },
)

test('the address that the socket is really connected to decides, however it got there', async () => {
  const door = await openDoor([OUTSIDE])
  const allowed = parseNetworks([`${OUTSIDE}/32`])
  const client = createWebhookClient({
    allowed,
    // Allowed when it was looked up, and refused by the time it is connected to.
    resolve: (name, callback) => {
      resolvesTo(OUTSIDE)(name, callback)
      allowed.length = 0
    },
  })
  onTestFinished(() => client.close())
  const url = `http://moved.example:${door.port}/`
  const { response, error } = await client.send({ url, headers: {}, body: '{}', timeoutMs: 5000 })
  expect(response).toBeNull()
  expect(error).toMatch(/^Refused: moved\.example resolves to 127\.0\.0\.1, which is this machine/)
  await door.closed()
  expect(door.requests).toEqual([])
})

test('an alias of a name of the inside', async () => {
  const { door, send } = await scene(ipv4(() => ['cname:database.internal', '127.0.0.2']))
  expect((await send()).error).toMatch(/^Refused: rebinding\.example resolves to 127\.0\.0\.2/)
  expect(door.connections).toEqual([])
})

test('a long chain of aliases', async () => {
  const { door, send } = await scene(
    ipv4(() => ['cname:a.example', 'cname:b.example', 'cname:metadata.google.internal', '169.254.169.254']),
  )
  expect((await send('good.example')).error).toMatch(
    /^Refused: good\.example resolves to 169\.254\.169\.254, which is link-local/,
  )
  expect(door.connections).toEqual([])
})

test.each(['localhost.example', 'metadata.google.internal', '127.0.0.2.nip.example', '0x7f000002.example'])(
  '%s is refused for what it resolves to',
  async (name) => {
    const { door, send } = await scene(ipv4(() => ['127.0.0.2']))
    expect((await send(name)).error).toMatch(/^Refused: /)
    expect(door.connections).toEqual([])
  },
)

test('localhost is this machine, whatever a name server says', async () => {
  const { door, asked, send } = await scene(ipv4(() => ['127.0.0.2']))
  const other = await scene(ipv4(() => [OUTSIDE]))
  expect((await send('localhost')).error).toMatch(/^Refused: localhost resolves to 127\.0\.0\.2/)
  expect((await other.send('localhost')).response?.status).toBe(200)
  expect(asked.length).toBeGreaterThan(0)
  expect(door.connections).toEqual([])
})

test.each<[Answer, string]>([
  ['no such name', 'The name rebinding.example does not exist.'],
  [[], 'The name rebinding.example does not exist.'],
  ['server failure', 'The name rebinding.example could not be looked up: the name server did not answer.'],
])('a name server that says %j: one sentence', async (answer, error) => {
  const { door, send } = await scene(() => answer)
  expect(await send()).toMatchObject({ response: null, error })
  expect(door.connections).toEqual([])
})

test('a silent name server delays nobody beyond the time limit', async () => {
  const { send } = await scene(() => 'silence')
  expect(await send('rebinding.example', 300)).toMatchObject({
    response: null,
    error: 'rebinding.example did not answer within 0.3 s.',
  })
})

test('a connection that is established long after its request was given up is closed again', async () => {
  const door = await openDoor([OUTSIDE])
  const told = Promise.withResolvers<void>()
  const client = createWebhookClient({
    allowed: parseNetworks([`${OUTSIDE}/32`]),
    resolve: (name, callback) => void told.promise.then(() => resolvesTo(OUTSIDE)(name, callback)),
  })
  onTestFinished(() => client.close())
  const url = `http://late.example:${door.port}/`
  const { error } = await client.send({ url, headers: {}, body: '{}', timeoutMs: 50 })
  expect(error).toMatch(/did not answer within/)
  told.resolve()
  await vi.waitFor(() => expect(door.connections).toEqual([OUTSIDE]))
  await door.closed()
  expect(door.requests).toEqual([])
})

test('a name server that is slow for one name keeps no other name waiting', async () => {
  const { send } = await scene(({ name, type }) =>
    name === 'slow.example' ? 'silence' : type === 'A' ? [OUTSIDE] : [],
  )
  const slow = Promise.all(Array.from({ length: 50 }, () => send('slow.example', 2000)))
  const quick = send('quick.example')
  expect(await Promise.race([slow, quick])).toBe(await quick)
  expect((await quick).response?.status).toBe(200)
  expect((await slow).every(({ error }) => error !== null)).toBe(true)
})

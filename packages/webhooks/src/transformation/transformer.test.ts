import { eventDefinition, sampleEnvelope } from '@quillwire/events'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { createTransformer } from './index.ts'
import { startThread } from './start-thread.ts'

const transformer = createTransformer(console.error)
afterAll(() => transformer.close())

const definition = eventDefinition('comment.created')
if (!definition) throw new Error('the catalogue has no comments')
const event = sampleEnvelope(definition)

async function request(code: string) {
  const result = await transformer.run(code, event)
  if (!result.ok) throw new Error(result.error)
  return result.request
}

async function error(code: string) {
  const result = await transformer.run(code, event)
  return result.ok ? null : result.error
}

test('the function sees the event, and what it returns is to be sent', async () => {
  const code = `
    (event) => ({
      method: 'PUT',
      url: 'https://crm.example.com/notes/' + event.data.comment.id,
      headers: { 'x-workspace': event.workspace.id },
      body: { text: event.actor.name + ': ' + event.data.comment.body },
    })`
  expect(await request(code)).toEqual({
    method: 'PUT',
    url: 'https://crm.example.com/notes/01998c3f-01c8-7d20-8c11-92e4f6a8b010',
    headers: { 'x-workspace': event.workspace.id },
    body: '{"text":"Ada Lind: Is the date confirmed with the printer?"}',
    bodyIsJson: true,
  })
})

test('text stays as it is, anything else becomes JSON', async () => {
  expect(await request(`() => ({ body: 'a=1&b=„2“ 😀' })`)).toEqual({
    body: 'a=1&b=„2“ 😀',
    bodyIsJson: false,
  })
  expect(await request('() => ({ body: [1, null, { a: undefined }] })')).toEqual({
    body: '[1,null,{}]',
    bodyIsJson: true,
  })
  expect(await request('() => ({ body: 0 })')).toEqual({ body: '0', bodyIsJson: true })
  expect(await request('() => ({})')).toEqual({ bodyIsJson: false })
  expect(await request('() => ({ method: "GET" })')).toEqual({ method: 'GET', body: '', bodyIsJson: false })
})

test.each([
  '(event) => null',
  '() => undefined',
  '(event) => { if (event.type === "document.saved") return {} }',
])('%s leaves the event out', async (code) => expect(await request(code)).toBeNull())

test.each([
  ['an arrow function', '(event) => ({ body: event.type })'],
  ['one after other statements', 'const name = (event) => event.type\n;(event) => ({ body: name(event) });'],
  ['a declaration named transform', 'function transform(event) { return { body: event.type } }'],
  ['a constant named transform', 'const transform = (event) => ({ body: event.type })'],
  ['one behind a comment', '// says what happened\n(event) => ({ body: event.type })'],
])('it may be %s', async (_what, code) =>
  expect(await request(code)).toMatchObject({ body: 'comment.created' }),
)

test.each([
  ['() => 5', /must return an object, or null .* it returned a number\.$/],
  ['() => [event]', /event' is not defined \(line 1:\d+\)$/],
  ['() => []', /returned an array\.$/],
  ['() => () => 1', /returned a function\.$/],
  ['() => Symbol("x")', /returned a symbol\.$/],
  ['async () => ({})', /must not be async/],
  ['function* transform() {}', /returned a generator\.$/],
  ['() => ({ headers: "x-a: 1" })', /^headers must be an object of strings\.$/],
  ['() => ({ headers: ["x-a"] })', /^headers must be an object of strings\.$/],
  ['() => ({ headers: { "x-a": 1 } })', /^headers must be an object of strings\.$/],
  ['() => ({ headers: { "x-a": () => 1 } })', /^headers must be an object of strings\.$/],
  ['() => ({ method: "TRACE" })', /^method must be one of POST, PUT, PATCH, GET, DELETE\.$/],
  ['() => ({ url: 5 })', /^url must be a string\.$/],
  ['() => ({ header: {} })', /“header”; only method, url, headers and body have a meaning/],
  ['() => ({ body: () => 1 })', /^body must be text, or something that can be written as JSON\.$/],
  ['() => ({ body: Symbol("x") })', /^body must be text/],
  ['() => ({ body: 1n })', /BigInt/],
  ['() => ({ method: "GET", body: "x" })', /^A GET request cannot have a body\.$/],
])('%s is told what is wrong', async (code, sentence) => expect(await error(code)).toMatch(sentence))

test('an error names its line and column in the code', async () => {
  expect(await error('(event) => {\n  const a = 1\n  return event.b.c\n}')).toMatch(
    /^TypeError: .*undefined \(line 3:\d+\)$/,
  )
  expect(await error('(event) => {\n  return (\n}')).toMatch(/^SyntaxError: .*\(line 3:1\)$/)
  expect(await error('() => { throw new Error("no such list") }')).toMatch(
    /^Error: no such list \(line 1:\d+\)$/,
  )
  expect(await error('() => { throw "text" }')).toBe('The function threw text')
})

test('what it logs is kept, up to a bound', async () => {
  const code = `() => {
    console.log('found', { a: 1 }, 2, undefined, [true])
    console.warn('careful')
    return null
  }`
  expect(await transformer.run(code, event)).toMatchObject({
    ok: true,
    logs: ['found {"a":1} 2 undefined [true]', 'careful'],
  })
  const { logs } = await transformer.run(
    `() => { for (let i = 0; i < 1000; i++) console.log('x'.repeat(2000)); throw 1 }`,
    event,
  )
  expect(logs).toHaveLength(50)
  expect(logs[0]?.length).toBeLessThanOrEqual(501)
})

test('code, event and request are bounded in size', async () => {
  expect(await error(`() => null //${'x'.repeat(32 * 1024)}`)).toMatch(/not be longer than 32 KiB/)
  expect(await error(`() => ({ body: 'ü'.repeat(130_000) })`)).toBeNull()
  expect(await error(`() => ({ body: 'ü'.repeat(132_000) })`)).toMatch(/not be larger than 256 KiB/)
  expect(await error(`() => ({ headers: { a: 'x'.repeat(300_000) } })`)).toMatch(/not be larger than 256 KiB/)
  const large = await transformer.run('() => null', 'x'.repeat(5_000_000))
  expect(large).toMatchObject({ ok: false, error: expect.stringMatching(/event is larger than 4 MB/) })
})

test('a document of a million characters goes through, and does not count as time of the function', async () => {
  const content = '保存して\n'.repeat(200_000)
  const result = await transformer.run('(event) => ({ body: [event.length, event.slice(0, 4)] })', content)
  expect(result).toMatchObject({ ok: true, request: { body: '[1000000,"保存して"]' } })
})

test('many at once come back each with its own event', async () => {
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, n) => transformer.run('(event) => ({ body: event.n })', { n })),
  )
  expect(results.map((result) => result.ok && result.request?.body)).toEqual(
    Array.from({ length: 50 }, (_, n) => String(n)),
  )
})

test('after it was closed nothing runs, and what was under way has ended', async () => {
  const closing = createTransformer(console.error)
  const underWay = closing.run('() => null', event)
  await Promise.resolve()
  const [first] = await Promise.all([underWay, closing.close()])
  expect(first).toHaveProperty('ok')
  expect(await closing.run('() => null', event)).toMatchObject({ ok: false, error: 'Quillwire is stopping.' })
})

test('the next run starts the sandbox again where it could not be started, and the reason is told', async () => {
  const reason = new Error('no memory for another thread')
  const told: unknown[] = []
  let starts = 0
  const starting = createTransformer(
    (error) => told.push(error),
    () => (starts++ === 0 ? Promise.reject(reason) : startThread()),
  )
  onTestFinished(() => starting.close())
  expect(await starting.run('() => null', event)).toMatchObject({
    ok: false,
    error: 'The sandbox for transformations could not be started.',
  })
  expect(told).toEqual([reason])
  expect(await starting.run('() => null', event)).toMatchObject({ ok: true })
})

import { afterAll, afterEach, expect, test } from 'vitest'
import { createTransformer } from './index.ts'

const transformer = createTransformer(console.error)
afterAll(() => transformer.close())

const TIME = /ran for more than 50 ms/
const MEMORY = /needed more than 16 MB of memory/
const STACK = /stack/

async function errorOf(code: string) {
  const result = await transformer.run(code, { secret: 'of this run' })
  if (result.ok) throw new Error(`it returned ${JSON.stringify(result.request).slice(0, 200)}`)
  return result.error
}

afterEach(async () => {
  const next = await transformer.run('(event) => ({ body: event.n })', { n: 7 })
  expect(next, 'a run afterwards').toMatchObject({ ok: true, request: { body: '7' } })
})

test.each([
  ['a loop', '() => { for (;;); }', TIME],
  ['a loop outside of the function', 'for (;;);', TIME],
  [
    'a loop that guards itself',
    '() => { try { for (;;); } catch { for (;;); } finally { for (;;); } }',
    TIME,
  ],
  ['an expression that backtracks', `() => /^(a+)+$/.test('a'.repeat(40) + '!')`, TIME],
  ['four billion elements', '() => Array.prototype.indexOf.call({ length: 4294967295 }, 1)', TIME],
  ['an array without elements as text', `() => new Array(1e9) + ''`, TIME],
  ['a large number as text', '() => (3n ** 200000n).toString()', TIME],
  ['a loop in a getter of the result', '() => ({ get body() { for (;;); } })', TIME],
  ['a loop in toJSON', '() => ({ body: { toJSON() { for (;;); } } })', TIME],
  ['a loop in what is thrown', '() => { throw { get message() { for (;;); } } }', TIME],
  ['a proxy as what is thrown', '() => { throw new Proxy({}, { get() { for (;;); } }) }', TIME],
  [
    'a loop in the stack of an error',
    `() => { throw Object.defineProperty(new Error(''), 'stack', { get() { for (;;); } }) }`,
    TIME,
  ],
  ['endless logging', `() => { for (;;) console.log('x') }`, TIME],
  ['many small objects', 'globalThis.kept = []; () => { for (;;) kept.push({}) }', /50 ms|16 MB/],
  [
    'many arrays of bytes',
    '() => { const kept = []; for (;;) kept.push(new Uint8Array(1e5)) }',
    /50 ms|16 MB/,
  ],
  ['one array of bytes', '() => new Uint8Array(1e9)', MEMORY],
  ['many texts', `() => { const kept = []; for (;;) kept.push('x'.repeat(1e6)) }`, /50 ms|16 MB/],
  ['one text', `() => 'x'.repeat(2 ** 29)`, MEMORY],
  ['a text that doubles', `() => { let text = 'xx'; for (;;) text += text }`, /50 ms|16 MB|too long/],
  ['endless recursion', '() => (function again() { again() })()', STACK],
  ['deeply nested JSON', `() => JSON.parse('['.repeat(200_000))`, STACK],
  ['deeply nested code', `() => eval('('.repeat(200_000))`, STACK],
  ['a deeply nested expression', `() => new RegExp('(?:'.repeat(30_000) + ')'.repeat(30_000))`, STACK],
  ['a getter that throws', `() => ({ get body() { throw new Error('no') } })`, /^Error: no/],
  ['toJSON that returns nothing', '() => ({ body: { toJSON() {} } })', /can be written as JSON/],
  ['a circle', '() => { const a = {}; a.a = a; return { body: a } }', /circular/],
  [
    'toJSON for everything',
    `() => { Object.prototype.toJSON = () => 'x'; return { body: 'a' } }`,
    /must return an object/,
  ],
  [
    'toJSON that never ends',
    '() => { Object.prototype.toJSON = () => ({}); return { body: {} } }',
    /50 ms|must return/,
  ],
  [
    'something thrown that cannot be read',
    '() => { throw { get message() { throw 1 } } }',
    /cannot be shown/,
  ],
  ['null thrown', '() => { throw null }', MEMORY],
  ['a keyword of modules', `() => ({ body: import.meta.url })`, /^SyntaxError/],
])('%s ends in an error of the run', async (_what, code, sentence) => {
  expect(await errorOf(code)).toMatch(sentence)
})

test('it is stopped soon, also where only the thread can be', async () => {
  for (const code of [
    '() => { for (;;); }',
    '() => Array.prototype.indexOf.call({ length: 4294967295 }, 1)',
  ]) {
    const result = await transformer.run(code, {})
    expect(result.cpuMs).toBeGreaterThanOrEqual(50)
    expect(result.cpuMs).toBeLessThan(1000)
  }
})

test('one that never ends does not hold up the process', async () => {
  const running = transformer.run('() => Array.prototype.indexOf.call({ length: 4294967295 }, 1)', {})
  let turns = 0
  const counting = setInterval(() => turns++, 1)
  await running
  clearInterval(counting)
  expect(turns).toBeGreaterThan(10)
})

test('no run sees what another has left behind', async () => {
  const leave = `(event) => {
    globalThis.left = event
    Object.prototype.left = Array.prototype.left = 'here'
    JSON.parse = JSON.stringify = Object.keys = () => 'mine'
    Array.prototype.map = String.prototype.slice = null
    console.log = () => {}
    return { body: 'a' }
  }`
  const look = `() => ({ body: [typeof left, typeof {}.left, typeof [].left, Object.keys({ a: 1 }), [1].map(String)] })`
  const both = `(event) => (event.leave ? (${leave})(event) : (${look})())` // the same code shares an engine
  await transformer.run(leave, { secret: 1 })
  await transformer.run(both, { leave: true })
  for (const code of [look, both])
    expect(await transformer.run(code, {})).toMatchObject({
      request: { body: '["undefined","undefined","undefined",["a"],["1"]]' },
    })
})

test('there is nothing of the machine in there', async () => {
  const names =
    'process require module fetch XMLHttpRequest WebSocket setTimeout setInterval queueMicrotask Buffer std os scriptArgs WebAssembly Worker'
  const code = `() => ({ body: '${names}'.split(' ').filter((name) => name in globalThis) })`
  expect(await transformer.run(code, {})).toMatchObject({ request: { body: '[]' } })
  const outside = `() => ({ body: typeof (function () {}).constructor('return this.process')() })`
  expect(await transformer.run(outside, {})).toMatchObject({ request: { body: 'undefined' } })
  expect(await errorOf(`() => import('node:fs')`)).toMatch(/must not be async/)
})

test('a key that every object inherits changes nothing', async () => {
  const result = await transformer.run(
    `() => JSON.parse('{"headers":{"__proto__":"x","constructor":"y"},"body":"a"}')`,
    {},
  )
  expect(result).toMatchObject({ ok: true, request: { headers: { constructor: 'y' } } })
  expect(await errorOf(`() => JSON.parse('{"__proto__":{"polluted":true}}')`)).toMatch(/“__proto__”/)
  expect({}).not.toHaveProperty('polluted')
})

import { afterAll, expect, test } from 'vitest'
import { checkTransformation, createTransformer } from './index.ts'

const transformer = createTransformer(console.error)
afterAll(() => transformer.close())

test('code that is a function is kept, with plain line ends', async () => {
  expect(await checkTransformation(transformer, '(event) => ({\r\n  body: event,\r\n})\r\n\r\n')).toBe(
    '(event) => ({\n  body: event,\n})',
  )
})

test('the function itself is not called', async () => {
  expect(await checkTransformation(transformer, '(event) => event.data.is.not.there')).toMatch('is.not.there')
})

test.each([
  ['', /must end with a function/],
  ['"text"', /must end with a function/],
  ['const change = (event) => ({})', /must end with a function/],
  ['(event) => (', /^SyntaxError: .*\(line 1:\d+\)$/],
  ['throw new Error("x")', /^Error: x \(line 1:\d+\)$/],
  ['for (;;);', /more than 50 ms/],
  [`() => '${'x'.repeat(33_000)}'`, /longer than 32 KiB/],
])('%j is refused', async (code, sentence) => {
  await expect(checkTransformation(transformer, code)).rejects.toMatchObject({
    kind: 'invalid',
    code: 'transformation_invalid',
    field: 'transformation',
    message: expect.stringMatching(sentence),
  })
})

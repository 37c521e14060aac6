import { readFileSync } from 'node:fs'
import { eventDefinitions, sampleEnvelope } from '@quillwire/events'
import { afterAll, expect, test } from 'vitest'
import { createTransformer } from './index.ts'

const guide = readFileSync(new URL('../../../../docs/guides/transformations.md', import.meta.url), 'utf8')
const examples = [...guide.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code)

const transformer = createTransformer(console.error)
afterAll(() => transformer.close())

test.each(examples.map((code, index) => [index + 1, code] as const))(
  'example %i of the guide works with every type of event',
  async (_number, code) => {
    const sent: unknown[] = []
    for (const definition of eventDefinitions) {
      const result = await transformer.run(code, sampleEnvelope(definition))
      expect(result, definition.type).toMatchObject({ ok: true })
      if (result.ok && result.request) sent.push(result.request)
    }
    expect(sent).not.toEqual([])
  },
)

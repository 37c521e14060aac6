import { expect, test } from 'vitest'
import { storable, storableJson } from './storable.ts'
import { testDatabase } from './testing/test-database.ts'

const { database } = await testDatabase()

test.each([
  ['a\0b', 'a\uFFFDb'],
  ['half \ud83d', 'half \uFFFD'],
  ['\udc00 half', '\uFFFD half'],
  ['whole 🚀, größer', 'whole 🚀, größer'],
  ['\u0001\u001b\u2028', '\u0001\u001b\u2028'],
  ['\\u0000 and \\\\ud83d as text', '\\u0000 and \\\\ud83d as text'],
])('%j is stored as %j', async (text, held) => {
  const json = storableJson(JSON.stringify({ [text]: [text] }))
  const { rows } = await database.query('SELECT $1::text AS text, $2::jsonb AS json', [storable(text), json])
  expect(rows).toEqual([{ text: held, json: { [held]: [held] } }])
})

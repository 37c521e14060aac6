import { testDatabase } from '@quillwire/database/testing'
import { folded } from '@quillwire/editor/folded'
import { expect, test } from 'vitest'
import { testWorkspace } from '../testing/test-workspace.ts'
import { createDocument } from './create-document.ts'
import { foldedInSql } from './folded-in-sql.ts'
import { listDocuments } from './list-documents.ts'

const { database } = await testDatabase()
const { owner: ada } = await testWorkspace(database)

const TITLES = [
  'Café',
  'Cafe\u0301 of a Mac',
  'ÉCOLE',
  'İstanbul',
  'ISPARTA',
  'Große Straße',
  'ＡＢＣ',
  'カ\u3099イド',
  'Йога',
  'ΟΔΟΣ',
  '회의',
  '50 %_off\\',
]

test.each([
  ['café', ['Café', 'Cafe\u0301 of a Mac']],
  ['CAFE\u0301', ['Café', 'Cafe\u0301 of a Mac']],
  ['cafe', ['Café', 'Cafe\u0301 of a Mac']],
  ['école', ['ÉCOLE']],
  ['istanbul', ['İstanbul']],
  ['ısparta', ['ISPARTA']],
  ['STRASSE', ['Große Straße']],
  ['straße', ['Große Straße']],
  ['abc', ['ＡＢＣ']],
  ['ガイド', ['カ\u3099イド']],
  ['カイ', []],
  ['йога', ['Йога']],
  ['οδος', ['ΟΔΟΣ']],
  ['회의', ['회의']],
  ['%_OFF\\', ['50 %_off\\']],
  // Full-width letters that fold to the wildcards of PostgreSQL's patterns.
  ['％＿o', ['50 %_off\\']],
  ['＼', ['50 %_off\\']],
])('%s finds documents however their titles are written', async (query, found) => {
  const { items } = await listDocuments(await withTitles, { query, limit: 20 })
  expect(items.map(({ title }) => title).toSorted()).toEqual(found.toSorted())
})

test('the database folds as the pages do', async () => {
  const { rows } = await database.query<{ title: string; folded: string }>(
    `SELECT title, ${foldedInSql('title')} AS folded FROM unnest($1::text[]) AS title`,
    [TITLES],
  )
  for (const { title, folded: sql } of rows) expect(sql).toBe(folded(title))
})

const withTitles = (async () => {
  for (const title of TITLES) await createDocument(ada, { title })
  return ada
})()

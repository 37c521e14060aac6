import { expect, test } from 'vitest'
import { isDataError } from './is-data-error.ts'
import { newId } from './new-id.ts'
import { testDatabase } from './testing/test-database.ts'

const { database } = await testDatabase()

const failure = (sql: string, values: unknown[] = []) =>
  database.query(sql, values).then(
    () => undefined,
    (error: unknown) => error,
  )

const INSERT = 'INSERT INTO workspaces (id, name) VALUES ($1::uuid, $2)'

test.each([
  ['a text that cannot be held', 'SELECT $1::text', ['a\0b']],
  ['a malformed id', 'SELECT $1::uuid', ['nobody']],
  ['a number that is too big', 'SELECT $1::int4', [2 ** 40]],
  ['a value that is missing', INSERT, [newId(), null]],
  ['JSON that is nested too deeply', 'SELECT $1::jsonb', ['['.repeat(100_000)]],
])('%s is a data error', async (_, sql, values) => {
  expect(isDataError(await failure(sql, values))).toBe(true)
})

test('an error that depends on other rows is not one: it may succeed the next time', async () => {
  const id = newId()
  await database.query(INSERT, [id, 'Heron & Sons'])
  const taken = await failure(INSERT, [id, 'Heron & Sons'])
  expect(taken).toMatchObject({ code: '23505' })
  expect(isDataError(taken)).toBe(false)
  const orphan = await failure(
    'INSERT INTO document_updates (document_id, update, actor_type) VALUES ($1, $2, $3)',
    [newId(), Buffer.of(0), 'user'],
  )
  expect(orphan).toMatchObject({ code: '23503' })
  expect(isDataError(orphan)).toBe(false)
})

test('an error of a database that is away or not the expected one is not a data error', async () => {
  expect(isDataError(await failure('SELECT pg_terminate_backend(pg_backend_pid())'))).toBe(false)
  expect(isDataError(await failure('SELECT 1 FROM tables_to_come'))).toBe(false)
  expect(isDataError(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe(false)
})

import { expect, test } from 'vitest'
import { testDatabase } from './testing/test-database.ts'
import { withEachCommit } from './with-each-commit.ts'

const { database } = await testDatabase()
await database.query('CREATE TABLE notes (text text)')

const write = (text: string) => `INSERT INTO notes VALUES ('${text}')`
async function written() {
  const { rows } = await database.query<{ text: string }>('DELETE FROM notes RETURNING text')
  return rows.map(({ text }) => text).sort()
}

test.each(['transaction', 'sqlTransaction'] as const)(
  'the companion of a %s is written with it, or neither is',
  async (kind) => {
    const run = (companion: () => string) =>
      withEachCommit(
        async (tx) => tx.query(write(companion())),
        () => database[kind]((tx) => tx.query(write('change'))),
      )
    await run(() => 'mark')
    expect(await written()).toEqual(['change', 'mark'])
    const refused = run(() => {
      throw new Error('no mark')
    })
    await expect(refused).rejects.toThrow('no mark')
    expect(await written()).toEqual([])
  },
)

test('what the work leaves running is committed without the companion', async () => {
  const ended = Promise.withResolvers<void>()
  let left: Promise<unknown> = Promise.resolve()
  await withEachCommit(
    (tx) => tx.query(write('mark')),
    async () => {
      left = ended.promise.then(() => database.transaction((tx) => tx.query(write('change'))))
    },
  )
  ended.resolve()
  await left
  expect(await written()).toEqual(['change'])
})

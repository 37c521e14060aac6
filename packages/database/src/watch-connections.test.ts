import { randomBytes } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { connect } from './connect.ts'
import { testDatabase } from './testing/test-database.ts'

const { database, url } = await testDatabase()
const user = `lender_${randomBytes(4).toString('hex')}`

afterAll(async () => {
  await database.query(`DROP ROLE ${user}, ${user}_owner`)
})

test('a query of a user that acts as another one, and cannot see its own sessions, is waited for', async () => {
  await database.query(`CREATE ROLE ${user} LOGIN PASSWORD 'x'`)
  await database.query(`CREATE ROLE ${user}_owner`)
  await database.query(`GRANT ${user}_owner TO ${user}`)
  await database.query(`ALTER ROLE ${user} SET role = '${user}_owner'`)
  const lent = new URL(url)
  lent.username = user
  lent.password = 'x'
  const errors: Error[] = []
  const far = connect(lent.href, {
    applicationName: 'lent',
    patienceMs: 500,
    onError: (error) => void errors.push(error),
  })
  const { rows } = await far.query(`SELECT pg_sleep(2)::text, current_user::text AS role`)
  expect(rows).toMatchObject([{ role: `${user}_owner` }])
  expect(errors).toEqual([])
  await far.close()
})

import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test } from 'vitest'
import { requestWindows } from './request-windows.ts'

const { database, url } = await testDatabase()
const windows = requestWindows(database)
const limit = { window: 60, max: 5 }

async function pass(seconds: number): Promise<void> {
  await database.query('UPDATE rate_limits SET ends_at = ends_at - make_interval(secs => $1::float8)', [
    seconds,
  ])
}

test('of requests that come at once to several processes, no more than the limit are allowed', async () => {
  const other = connect(url, {
    applicationName: 'another process',
    maxConnections: 8,
    onError: console.error,
  })
  onTestFinished(() => other.close())
  const processes = [windows, requestWindows(other)]
  const rush = async () => {
    const counted = await Promise.all(
      Array.from({ length: 24 }, (_, index) => processes[index % 2]?.consume('rush', limit)),
    )
    return counted.filter((one) => one?.allowed).length
  }
  expect(await rush()).toBe(5)
  expect(await rush()).toBe(0)
  await pass(60)
  expect(await rush()).toBe(5)
})

test('a window ends when its time is up, however late its last request came', async () => {
  for (let request = 0; request < 4; request++) await windows.consume('late', limit)
  await pass(55)
  expect(await windows.consume('late', limit)).toEqual({ allowed: true, retryAfter: null })
  const refused = await windows.consume('late', limit)
  expect(refused).toMatchObject({ allowed: false })
  expect(refused.retryAfter).toBeLessThanOrEqual(5)
  await pass(5)
  expect(await windows.consume('late', limit)).toMatchObject({ allowed: true })
})

test('addresses that make one request each do not fill the table', async () => {
  const come = async (name: string) => {
    for (let address = 0; address < 40; address++) await windows.consume(`${name} ${address}`, limit)
  }
  await come('first')
  await pass(60)
  await come('second')
  const { rows } = await database.query<{ key: string }>('SELECT key FROM rate_limits')
  expect(rows.map(({ key }) => key.split(' ')[0])).toEqual(Array(40).fill('second'))
})

import { expect, onTestFinished, test, vi } from 'vitest'
import { connect } from './connect.ts'
import { openPath } from './testing/network-path.ts'
import { testDatabase } from './testing/test-database.ts'

const { database, url } = await testDatabase()

test('a notification arrives when its transaction commits, and not when it rolls back', async () => {
  const heard: string[] = []
  const listening = await database.listen('document_changed', ({ documentId }) => heard.push(documentId))
  await database
    .transaction(async (tx) => {
      await database.notify('document_changed', { documentId: 'taken back', what: 'meta' }, tx)
      throw new Error('rolled back')
    })
    .catch(() => undefined)
  await database.transaction((tx) =>
    database.notify('document_changed', { documentId: 'committed', what: 'meta' }, tx),
  )
  await vi.waitFor(() => expect(heard).toEqual(['committed']))
  listening.stop()
})

test('several handlers on several channels share one connection', async () => {
  const heard: string[] = []
  const all = await Promise.all([
    database.listen('delivery_ready', () => heard.push('a')),
    database.listen('delivery_ready', () => heard.push('b')),
    database.listen('document_access', () => heard.push('c')),
  ])
  await database.notify('delivery_ready', {})
  await database.notify('document_access', { userId: 'x' })
  await vi.waitFor(() => expect(heard.sort()).toEqual(['a', 'b', 'c']))
  const { rows } = await database.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%(listen)'`,
  )
  expect(rows).toEqual([{ count: 1 }])
  for (const one of all) one.stop()
})

test('a lost connection comes back, and the listener is told to catch up', async () => {
  const heard: string[] = []
  const caughtUp = vi.fn()
  const listening = await database.listen(
    'document_access',
    ({ userId }) => heard.push(userId ?? ''),
    caughtUp,
  )
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE '%(listen)'`,
  )
  await vi.waitFor(() => expect(caughtUp).toHaveBeenCalledTimes(1))
  await database.notify('document_access', { userId: 'after' })
  await vi.waitFor(() => expect(heard).toEqual(['after']))
  listening.stop()
})

test('a connection that was cut off in silence is noticed, and the listener is told to catch up', async () => {
  const path = await openPath(url)
  const errors: Error[] = []
  const far = connect(path.url, { applicationName: 'far', onError: (error) => errors.push(error) })
  const heard: string[] = []
  const caughtUp = vi.fn()
  await far.listen('document_access', ({ userId }) => heard.push(userId ?? ''), caughtUp)
  await database.notify('document_access', { userId: 'before' })
  await vi.waitFor(() => expect(heard).toEqual(['before']))
  path.silence()
  await database.notify('document_access', { userId: 'lost' })
  await vi.waitFor(() => expect(caughtUp).toHaveBeenCalledTimes(1), { interval: 50 })
  await database.notify('document_access', { userId: 'after' })
  await vi.waitFor(() => expect(heard).toEqual(['before', 'after']))
  expect(errors.map(({ message }) => message)).toEqual(['The listening connection shows no sign of life.'])
  await far.close()
  path.close()
})

test('a database that has been away for long is found within a second: nothing is heard before that', async () => {
  const path = await openPath(url)
  const errors: Error[] = []
  const far = connect(path.url, { applicationName: 'far', onError: (error) => errors.push(error) })
  onTestFinished(async () => {
    vi.useRealTimers()
    await far.close()
    path.close()
  })
  const caughtUp = vi.fn()
  await far.listen('document_access', () => {}, caughtUp)
  const giveUpAt = performance.now() + 20_000
  const happened = async (what: () => boolean) => {
    while (!what() && performance.now() < giveUpAt) await new Promise(setImmediate)
  }

  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  path.cut()
  await happened(() => vi.getTimerCount() > 0)
  for (let tries = 1; tries <= 10; tries++) {
    vi.advanceTimersByTime(1000)
    await happened(() => errors.length === tries)
    expect(errors).toHaveLength(tries)
  }
  path.mend()
  vi.advanceTimersByTime(1000)
  await happened(() => caughtUp.mock.calls.length > 0)
  expect(caughtUp).toHaveBeenCalledTimes(1)
})

test('a handler whose listen() was rejected is not called later', async () => {
  const path = await openPath(url)
  const far = connect(path.url, { applicationName: 'far', onError: () => {} })
  const heard: string[] = []
  path.cut()
  await expect(far.listen('document_access', () => heard.push('refused'))).rejects.toThrow()
  path.mend()
  await far.listen('document_access', () => heard.push('listening'))
  await database.notify('document_access', { userId: 'x' })
  await vi.waitFor(() => expect(heard).toContain('listening'))
  expect(heard).toEqual(['listening'])
  await far.close()
  path.close()
})

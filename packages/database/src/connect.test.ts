import { expect, test } from 'vitest'
import { connect } from './connect.ts'
import { newId } from './new-id.ts'
import { ANSWER_MS } from './session.ts'
import { openPath } from './testing/network-path.ts'
import { testDatabase } from './testing/test-database.ts'

const { database, url } = await testDatabase()

const newWorkspace = () => ({ id: newId(), name: 'Heron & Sons' })

const VALUES = `SELECT 9007199254740993::int8 AS big, '\\x00ff'::bytea AS bytes, '2026-11-21T02:00:00.123Z'::timestamptz AS time,
  '{"a":[1]}'::jsonb AS json, ARRAY['x','y'] AS texts, NULL::text AS nothing`

test('the pool and a transaction return the same types of values', async () => {
  const [fromPool] = (await database.query(VALUES)).rows
  const [fromTransaction] = await database.transaction(async (tx) => (await tx.query(VALUES)).rows)
  for (const row of [fromPool, fromTransaction]) {
    expect(row).toMatchObject({
      big: 9007199254740993n,
      time: new Date('2026-11-21T02:00:00.123Z'),
      json: { a: [1] },
      texts: ['x', 'y'],
      nothing: null,
    })
    expect(Buffer.from((row?.bytes ?? []) as Uint8Array).toString('hex')).toBe('00ff')
  }
})

test('a transaction that throws rolls back everything, written by Prisma or by SQL', async () => {
  const byPrisma = newWorkspace()
  const bySql = newWorkspace()
  await expect(
    database.transaction(async (tx) => {
      await tx.workspace.create({ data: byPrisma })
      await tx.query('INSERT INTO workspaces (id, name) VALUES ($1::uuid, $2)', [bySql.id, bySql.name])
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  const ids = [byPrisma.id, bySql.id]
  expect(await database.prisma.workspace.count({ where: { id: { in: ids } } })).toBe(0)
})

test('SQL reads what Prisma wrote in the same transaction', async () => {
  const workspace = newWorkspace()
  const name = await database.transaction(async (tx) => {
    await tx.workspace.create({ data: workspace })
    const { rows } = await tx.query<{ name: string }>('SELECT name FROM workspaces WHERE id = $1::uuid', [
      workspace.id,
    ])
    return rows[0]?.name
  })
  expect(name).toBe('Heron & Sons')
})

test('keys sort by the time at which they were made', () => {
  const ids = Array.from({ length: 1000 }, newId)
  expect([...ids].sort()).toEqual(ids)
})

test('a connection that ends in the middle of a transaction fails it, and nothing else', async () => {
  const uncaught: Error[] = []
  const hear = (error: Error) => uncaught.push(error)
  process.on('uncaughtException', hear)
  const { id, name } = newWorkspace()
  await expect(
    database.sqlTransaction(async (tx) => {
      await tx.query('INSERT INTO workspaces (id, name) VALUES ($1::uuid, $2)', [id, name])
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      await Promise.all([
        tx.query('SELECT pg_sleep(20)'),
        database.query('SELECT pg_terminate_backend($1::int)', [rows[0]?.pid]),
      ])
    }),
  ).rejects.toThrow()
  expect(await database.prisma.workspace.count({ where: { id } })).toBe(0)
  process.off('uncaughtException', hear)
  expect(uncaught).toEqual([])
})

test('a database that hangs counts as not answering, until it answers again', async () => {
  const path = await openPath(url)
  const far = connect(path.url, { applicationName: 'far', onError: () => {} })
  expect(await far.answers()).toBe(true)
  path.silence()
  expect(await Promise.all([far.answers(), far.answers()])).toEqual([false, false])
  // The connection that hung is not asked any more.
  expect(await far.answers()).toBe(true)
  await far.close()
  path.close()
})

test('a process that stood still for longer than its timeout accepts the answer that came meanwhile', async () => {
  await database.query('SELECT 1')
  const answers = database.answers()
  // The query has been sent by then.
  await new Promise<void>((done) => {
    setImmediate(() => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ANSWER_MS + 1000)
      done()
    })
  })
  expect(await answers).toBe(true)
})

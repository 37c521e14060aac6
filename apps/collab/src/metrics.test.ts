import { createDocument } from '@quillwire/core/documents/create-document'
import { afterAll, expect, test, vi } from 'vitest'
import { lockLog } from './testing/locked-log.ts'
import { openTestOffice, PATIENCE, synced } from './testing/office.ts'

const office = await openTestOffice()
afterAll(() => office.close())

test('operators see who is here, what waits, what was committed and acknowledged, and how long it took', async () => {
  const { base, collab } = await office.serve()
  async function metrics(...names: string[]) {
    const text = await collab.metrics.registry.metrics()
    const read = (name: string) => Number(new RegExp(`^quillwire_${name} (.*)$`, 'm').exec(text)?.[1])
    return Object.fromEntries(names.map((name) => [name, read(name)]))
  }
  const documentId = await createDocument(office.ada, {})
  const one = office.join(base, office.ada, documentId)
  await synced(one)
  const others = [office.join(base, office.ada, documentId), office.join(base, office.jonas, documentId)]
  await Promise.all(others.map(synced))
  expect(await metrics('connections', 'open_documents', 'load_seconds_count')).toEqual({
    connections: 3,
    open_documents: 1,
    load_seconds_count: 1,
  })

  const before = await metrics('acknowledge_seconds_count', 'acknowledge_seconds_sum')
  const unlock = await lockLog(office.services.database)
  one.text.insert(0, 'a word')
  const waiting = ['updates_waiting', 'updates_waiting_bytes']
  await vi.waitFor(async () => expect((await metrics(...waiting)).updates_waiting).toBe(1), PATIENCE)
  expect((await metrics(...waiting)).updates_waiting_bytes).toBeGreaterThan(10)
  unlock()
  await synced(one)
  expect(
    await metrics(
      ...waiting,
      'updates_total',
      'commit_updates_sum',
      'commit_updates_count',
      'commit_seconds_count',
    ),
  ).toEqual({
    updates_waiting: 0,
    updates_waiting_bytes: 0,
    updates_total: 1,
    commit_updates_sum: 1,
    commit_updates_count: 1,
    commit_seconds_count: 1,
  })
  const after = await metrics('acknowledge_seconds_count', 'acknowledge_seconds_sum')
  expect(after.acknowledge_seconds_count).toBe((before.acknowledge_seconds_count ?? 0) + 1)
  expect(after.acknowledge_seconds_sum).toBeGreaterThan(before.acknowledge_seconds_sum ?? 0)
})

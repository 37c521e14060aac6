import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSaveSchedule } from './save-schedule.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => vi.useRealTimers())

const DOCUMENTS = Array.from({ length: 100 }, (_, index) => `document ${index}`)

/** Types into documents once in 100 ms for so many seconds. Returns when each was saved, in ms. */
async function type(documentIds: readonly string[], seconds: number) {
  const saves = createSaveSchedule()
  const savedAt = new Map<string, number[]>(documentIds.map((id) => [id, []]))
  const start = performance.now()
  for (let tenths = 0; tenths < seconds * 10; tenths++) {
    for (const id of documentIds)
      saves.edited(id, async () => {
        savedAt.get(id)?.push(performance.now() - start)
      })
    await vi.advanceTimersByTimeAsync(100)
  }
  return { saves, savedAt: [...savedAt.values()] }
}

test('a document is saved two seconds after the last edit, and never twice for it', async () => {
  const { savedAt } = await type(['a'], 1)
  expect(savedAt).toEqual([[]])
  await vi.advanceTimersByTimeAsync(20_000)
  expect(savedAt[0]).toHaveLength(1)
  expect(savedAt[0]?.[0]).toBeLessThanOrEqual(3000)
})

test('while somebody goes on typing it is saved every ten seconds', async () => {
  const { savedAt } = await type(['a'], 60)
  const [times = []] = savedAt
  expect(times[0]).toBeLessThanOrEqual(10_000)
  for (const [index, time] of times.entries())
    if (index > 0) expect(Math.abs(time - (times[index - 1] ?? 0) - 10_000)).toBeLessThan(300)
})

test('the saves of hundreds of documents that began together are spread over the ten seconds, also later', async () => {
  const { savedAt } = await type(DOCUMENTS, 62)
  const seconds = savedAt.map((times) => Math.floor((times.at(-1) ?? 0) / 1000))
  const perSecond = [...Map.groupBy(seconds, (second) => second % 10).values()].map(({ length }) => length)
  expect(Math.max(...perSecond)).toBeLessThan(DOCUMENTS.length / 3)
})

test('a document that was closed and opened again while it waits is saved as it is in memory now', async () => {
  const saves = createSaveSchedule()
  const saved: string[] = []
  const save = (which: string) => async () => void saved.push(which)
  saves.edited('a', save('the one that was closed'))
  await vi.advanceTimersByTimeAsync(100)
  saves.edited('a', save('the one that is open'))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(saved).toEqual(['the one that is open'])
})

/** Saves that go on until they are told to end, one after another in the order in which they began. */
function slowSaves() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  return {
    begun,
    save: (which: string) => () => {
      begun.push(which)
      return new Promise<void>((end) => ends.push(end))
    },
    async endOne() {
      ends.shift()?.()
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

test('of many documents three are saved at a time, and all of them in the end', async () => {
  const saves = createSaveSchedule()
  const { begun, save, endOne } = slowSaves()
  for (const id of DOCUMENTS.slice(0, 8)) saves.edited(id, save(id))
  const all = saves.flushAll()
  await vi.advanceTimersByTimeAsync(0)
  expect(begun).toHaveLength(3)
  await endOne()
  expect(begun).toHaveLength(4)
  for (let ended = 1; ended < 8; ended++) await endOne()
  await all
  expect(begun).toEqual(DOCUMENTS.slice(0, 8))
})

test('a document that is edited while it is saved is saved again afterwards, and closing it waits for that', async () => {
  const saves = createSaveSchedule()
  const { begun, save, endOne } = slowSaves()
  saves.edited('a', save('first'))
  const first = saves.flush('a')
  let isClosed = false
  const closing = saves.flush('a').then(() => {
    isClosed = true
  })
  saves.edited('a', save('second'))
  const second = saves.flush('a')
  await vi.advanceTimersByTimeAsync(0)
  expect([begun, isClosed]).toEqual([['first'], false])
  await endOne()
  await Promise.all([first, closing])
  expect(begun).toEqual(['first', 'second'])
  await endOne()
  await second
})

test('a document that was saved when it was closed is not saved a second time when that would have been due', async () => {
  const saves = createSaveSchedule()
  const saved: string[] = []
  saves.edited('a', async () => void saved.push('a'))
  await saves.flush('a')
  await vi.advanceTimersByTimeAsync(20_000)
  expect(saved).toEqual(['a'])
})

test('a process that ends waits also for what is being saved already', async () => {
  const saves = createSaveSchedule()
  const { begun, save, endOne } = slowSaves()
  saves.edited('a', save('a'))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(begun).toEqual(['a'])
  let isDone = false
  const all = saves.flushAll().then(() => {
    isDone = true
  })
  await vi.advanceTimersByTimeAsync(0)
  expect(isDone).toBe(false)
  await endOne()
  await all
})

test('a document that is thrown out of memory while it waits is not saved', async () => {
  const saves = createSaveSchedule()
  const { begun, save } = slowSaves()
  saves.edited('a', save('thrown out'))
  saves.forget('a')
  await saves.flushAll()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(begun).toEqual([])
})

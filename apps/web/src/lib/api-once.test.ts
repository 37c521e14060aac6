import { beforeEach, expect, test, vi } from 'vitest'
import { apiOnce } from './api-once.ts'

let keys: (string | null)[]
/** The answers to the next requests, in turn; after that, requests succeed. */
let answers: (() => Response | Promise<Response>)[]

const made = () => Response.json({ id: 'e1' }, { status: 201 })
const lost = () => Promise.reject(new TypeError('fetch failed'))
const refused = (status: number, code: string) => () => Response.json({ code, detail: '' }, { status })

beforeEach(() => {
  keys = []
  answers = []
  vi.stubGlobal('fetch', async (_url: string, { headers }: RequestInit) => {
    keys.push(new Headers(headers).get('idempotency-key'))
    return await (answers.shift() ?? made)()
  })
  return () => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  }
})

const press = (url = 'https://crm.example.com') => apiOnce('/webhook-endpoints', { url })
const unanswered = async () => await expect(press()).rejects.toThrow()

test('a button that is pressed twice sends once', async () => {
  expect(await Promise.all([press(), press()])).toEqual([{ id: 'e1' }, { id: 'e1' }])
  expect(keys).toHaveLength(1)
})

test('a new request has a key of its own', async () => {
  await press()
  await press()
  await press('https://erp.example.com')
  expect(new Set(keys).size).toBe(3)
  expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key ?? ''))).toBe(true)
})

test.each([
  ['no answer', lost],
  ['an answer of a proxy', refused(502, '')],
  ['a database that hangs', refused(503, 'database_unavailable')],
  ['a first try that still runs', refused(409, 'request_in_progress')],
])('after %s the next try is the same request', async (_what, answer) => {
  answers = [answer, answer]
  await unanswered()
  await unanswered()
  await press()
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
  await press()
  expect(new Set(keys).size).toBe(2)
})

test.each([
  ['what was refused', refused(422, 'url_invalid')],
  ['what was done without an answer', refused(409, 'answer_lost')],
])('%s is sent as a new request', async (_what, answer) => {
  answers = [answer]
  await unanswered()
  await press()
  expect(new Set(keys).size).toBe(2)
})

test('the same request much later is a new one', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  answers = [lost]
  await unanswered()
  vi.setSystemTime(Date.now() + 5 * 60_000)
  await press()
  expect(new Set(keys).size).toBe(2)
})

test('when the database hangs, people need not check whether it was done before they try again', async () => {
  answers = [refused(503, 'database_unavailable')]
  await expect(press()).rejects.toThrow('Try again in a few seconds.')
})

import { createLogger } from '@quillwire/config'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import { testApi } from './testing/api.ts'

const { database } = await testDatabase()

test('a fault at signing up is one line of the log, and nothing of who signs up is in it', async () => {
  const printed = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name))
  const lines: string[] = []
  const logger = createLogger('web', 'info', { write: (line) => void lines.push(line) })
  const { app } = testApi(database, [], { logger })
  const response = await app.request('/api/auth/sign-up/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // PostgreSQL takes no NUL.
    body: JSON.stringify({ name: 'Ada \0Lind', email: 'ada@lind.example', password: 'correct horse' }),
  })
  expect(response.status).toBe(422)
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      process: 'web',
      level: 'error',
      err: expect.objectContaining({ code: 'P2039' }),
    }),
  ])
  expect(lines.join()).not.toMatch(/Lind|lind|horse/)
  for (const print of printed) expect(print).not.toHaveBeenCalled()
})

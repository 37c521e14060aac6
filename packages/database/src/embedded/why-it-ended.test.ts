import { expect, test } from 'vitest'
import { whyItEnded } from './why-it-ended.ts'

const FULL = 'FATAL:  could not write to file "pg_wal/xlogtemp.7": No space left on device'

test('when recovery fails on a full disk, the reason says what to do, and not that the data is corrupted', () => {
  const log = `LOG:  database system was interrupted while in recovery at 2026-11-29 20:25:02 UTC
HINT:  This probably means that some data is corrupted and you will have to use the last backup for recovery.
FATAL:  the database system is starting up
FATAL:  the database system is not yet accepting connections
${FULL}
LOG:  startup process (PID 7) exited with exit code 1
`
  const why = whyItEnded(log)
  expect(why).toContain('Make room')
  expect(why).toContain(FULL)
  expect(why).not.toMatch(/corrupted|starting up|startup process/)
})

test('otherwise the reason is what the server gave as one, or all that it said', () => {
  expect(whyItEnded('LOG:  starting\nFATAL:  lock file is empty\nLOG:  bye\n')).toBe(
    'FATAL:  lock file is empty',
  )
  expect(whyItEnded('postgres: could not find the database system\n')).toBe(
    'postgres: could not find the database system',
  )
})

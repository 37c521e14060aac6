import type { Database } from '@quillwire/database'
import type { Services } from '../context.ts'
import { createSeal } from '../secrets/seal.ts'

/** The SECRET of the tests. Processes that a test starts get it too, so that they can read what the test sealed. */
export const testSecret = 'a secret for tests, long enough to be one'
export const testSeal = createSeal(testSecret)

/** What use cases need, with a store that forgets its files. For tests. */
export function testServices(database: Database, other: Partial<Services> = {}): Services {
  return {
    database,
    seal: testSeal,
    files: { put: async () => {}, read: async () => new Uint8Array(), delete: async () => {} },
    publicUrl: 'http://localhost:3000',
    maxDocumentBytes: 64 * 1024 * 1024,
    retentionDays: 30,
    now: () => new Date(),
    ...other,
  }
}

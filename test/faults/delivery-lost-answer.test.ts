/** The connection to PostgreSQL breaks after a commit and before the worker learns of it. */
import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openPath } from '@quillwire/database/testing/network-path'
import { createEndpoint } from '@quillwire/webhooks'
import { expect, onTestFinished, test, vi } from 'vitest'
import { testEngine } from '../../packages/webhooks/src/testing/engine.ts'
import { type Answer, startReceiver } from '../../packages/webhooks/src/testing/receiver.ts'
import { testWorkspace } from '../../packages/webhooks/src/testing/workspace.ts'

const { database, url } = await testDatabase()

async function engineBehindPath(...answers: Answer[]) {
  const path = await openPath(url)
  const behind = connect(path.url, { applicationName: 'worker', onError: () => {} })
  onTestFinished(async () => {
    await behind.close()
    path.close()
  })
  const receiver = await startReceiver(...answers)
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const endpoint = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['member.*'],
    retrySchedule: [0],
    timeoutMs: 1000,
  })
  await testEngine(behind)
  const deliveries = async () =>
    (
      await database.query<{ status: string; attempts: number }>(
        `SELECT d.status::text, d.attempt_count AS attempts FROM deliveries d
          WHERE d.endpoint_id = $1::uuid ORDER BY d.sequence`,
        [endpoint.id],
      )
    ).rows
  return { path, receiver, workspace, deliveries }
}

test.each([
  { answer: 200, status: 'succeeded', words: 'record-attempts' },
  { answer: 500, status: 'failed', words: 'COMMIT' },
])(
  'an attempt that was recorded ($status) without the worker hearing so is not recorded again, and the next ones are',
  async ({ answer, status, words }) => {
    const { path, receiver, workspace, deliveries } = await engineBehindPath(answer)
    const lost = path.loseAnswerTo(words, 200)
    await workspace.happen()
    await lost
    expect(await deliveries()).toEqual([{ status, attempts: 1 }])
    await workspace.happen()
    await vi.waitFor(
      async () =>
        expect(await deliveries()).toEqual([
          { status, attempts: 1 },
          { status, attempts: 1 },
        ]),
      30_000,
    )
    expect(receiver.received).toHaveLength(2)
  },
)

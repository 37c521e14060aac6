/** A delivery that two workers have sent, because the lease of one ran out before it could record the answer. */
import { listThreads } from '@quillwire/core/comments/list-threads'
import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openPath } from '@quillwire/database/testing/network-path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { retryDelivery } from '../deliveries/retry-delivery.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { applyReplies } from './apply-reply.ts'

const { database, url } = await testDatabase()

const reply = (comment: string) => JSON.stringify({ reply: { comment } })

test('is replied to once; when an admin sends it again, once more', async () => {
  const path = await openPath(url)
  const behind = connect(path.url, { applicationName: 'worker', onError: () => {} })
  onTestFinished(async () => {
    await behind.close()
    path.close()
  })
  const receiver = await startReceiver(
    (_request, response) => {
      path.cut()
      response.end(reply('Of the first.'))
    },
    (_request, response) => response.end(reply('Of the second.')),
    (_request, response) => response.end(reply('Sent again.')),
  )
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const { context } = workspace
  const endpoint = await createEndpoint(context, {
    url: receiver.url,
    eventTypes: ['document.saved'],
    repliesEnabled: true,
  })
  const document = await testDocument(workspace, { markdown: 'The launch is in March.' })
  const replies = async () => {
    const { items } = await listDeliveries(context, { endpointId: endpoint.id })
    const { attempts } = await getDelivery(context, { id: items[0]?.id ?? '' })
    return attempts.map(({ reply }) => ({ text: reply?.text, status: reply?.status }))
  }
  const comments = async () =>
    (await listThreads(context, { documentId: document.id })).map(({ comments }) => comments[0]?.body).sort()

  await testEngine(behind, { onError: () => {} })
  await document.save()
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  await database.query('UPDATE deliveries SET leased_until = NULL WHERE endpoint_id = $1::uuid', [
    endpoint.id,
  ])
  await testEngine(database)
  await vi.waitFor(async () => expect(await replies()).toHaveLength(1))
  path.mend()
  await vi.waitFor(async () => expect(await replies()).toHaveLength(2))
  await applyReplies(context, (fault) => {
    throw fault
  })
  expect(await comments()).toEqual(['Of the second.'])
  expect(await replies()).toContainEqual({ text: 'Of the first.', status: 'refused' })

  const { items } = await listDeliveries(context, { endpointId: endpoint.id })
  await retryDelivery(context, { id: items[0]?.id ?? '' })
  await vi.waitFor(async () => expect(await replies()).toHaveLength(3))
  await applyReplies(context, () => {})
  expect(await comments()).toEqual(['Of the second.', 'Sent again.'])
})

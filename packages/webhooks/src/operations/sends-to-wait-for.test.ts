import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { addDeliveries } from '../testing/many-deliveries.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { createSendsToWaitFor } from './sends-to-wait-for.ts'

const { database } = await testDatabase()

test('while a replay in order waits for the end of a send, what else waits is not read again and again', async () => {
  const { context } = await testWorkspace(database)
  const options = { url: 'https://in-order.example/', eventTypes: ['member.*'], ordered: true }
  const { id: endpointId } = await createEndpoint(context, options)
  await addDeliveries(database, endpointId, 'pending', 3000)
  const lease = (until: string) =>
    database.query(
      `UPDATE deliveries SET leased_until = ${until} WHERE id = (SELECT max(id::text)::uuid FROM deliveries)`,
    )
  const replay = { id: newId(), endpoint_id: endpointId, kind: 'replay', position: null } as const
  const sends = createSendsToWaitFor()

  await lease(`now() + interval '1 minute'`)
  expect(await sends.find(database, replay)).toBe(true)
  const read = await rowsRead(database, async ({ query }) => {
    for (let turn = 0; turn < 10; turn++) expect(await sends.operations({ query })).toEqual([replay.id])
  })
  expect(read.deliveries).toBeLessThan(50)

  await lease('NULL')
  expect(await sends.operations(database)).toEqual([])
  expect(await sends.find(database, replay)).toBe(false)
})

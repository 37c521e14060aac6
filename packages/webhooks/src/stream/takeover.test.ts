import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'

const { database } = await testDatabase()

test('the consumer that comes last takes over, at whichever process', async () => {
  const { consume, happen } = await streamedWorkspace(database)
  const [here, there] = [testStreams(database), testStreams(database)]
  const older = await consume(here, { consumer: 'crm' })
  const first = await happen()
  await older.got(1)
  const newer = await consume(there, { consumer: 'crm' })
  expect(await older.ended).toMatchObject({ code: 'consumer_taken' })
  // It had acknowledged nothing.
  expect(await newer.got(1)).toEqual([first])
  const elsewhere = await consume(here, { consumer: 'another' })
  await elsewhere.got(1)
  newer.acknowledge(newer.items[0])
  const second = await happen()
  expect(await newer.got(2)).toEqual([first, second])
})

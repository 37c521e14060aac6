import { expect, test } from 'vitest'
import { renderCloudEvent } from './cloud-events.ts'
import { sampleOf } from './testing/sample-of.ts'

test('an event about a document', () => {
  const envelope = sampleOf('task.completed')
  const { body, contentType } = renderCloudEvent(envelope)
  expect(contentType).toBe('application/cloudevents+json')
  expect(JSON.parse(body)).toEqual({
    specversion: '1.0',
    id: 'evt_01998c3f01c87d208c1192e4f6a8b010',
    source: 'urn:quillwire:workspace:01998c3e-0000-7000-8000-000000000001',
    type: 'com.quillwire.task.completed',
    time: '2026-11-20T22:30:00.000Z',
    subject: '01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11',
    workspaceid: '01998c3e-0000-7000-8000-000000000001',
    workspacename: 'Lind & Weber',
    actortype: 'user',
    actorid: '01998c3e-4d11-7f0a-8a57-0c9b8c1d2e33',
    actorname: 'Ada Lind',
    datacontenttype: 'application/json',
    data: envelope.data,
  })
})

test('attributes without a value are left out', () => {
  const actor = { type: 'guest' as const, id: null, name: '\u0000' }
  const event = JSON.parse(renderCloudEvent(sampleOf('member.joined', {}, { actor })).body)
  expect(Object.keys(event)).not.toContain('subject')
  expect(Object.keys(event)).not.toContain('actorid')
  expect(Object.keys(event)).not.toContain('actorname')
})

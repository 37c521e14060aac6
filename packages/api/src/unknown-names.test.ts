import { testDatabase } from '@quillwire/database/testing'
import { beforeAll, expect, test } from 'vitest'
import { type Call, type Json, testApi } from './testing/api.ts'

const { database } = await testDatabase()
const { anonymous, app, signedIn } = testApi(database, [])

let ada: Call
let operations: { method: string; path: string; names: string[]; body: Json | undefined }[]

beforeAll(async () => {
  ada = await signedIn()
  const { paths } = await anonymous('GET', '/openapi.json')
  operations = Object.entries<Json>(paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      names: parameters.filter((one: Json) => one.in === 'query').map(({ name }: Json) => name),
      body: requestBody?.content['application/json']?.schema,
    })),
  )
  // Hooks are called by other people's programs, with whatever these send.
  operations = operations.filter(({ path }) => path !== '/hooks/{token}')
})

const addressOf = (path: string) => path.replaceAll(/\{\w+\}/g, () => crypto.randomUUID())

test('a parameter that an operation does not take is named, with those that it takes', async () => {
  for (const { method, path, names } of operations) {
    const answer = await ada(method, `${addressOf(path)}?colour=red`)
    expect(answer, `${method} ${path}`).toMatchObject({ http: 422, code: 'validation_failed' })
    const found = answer.errors.find((error: Json) => error.path === 'colour')
    for (const name of names) expect(found?.message, `${method} ${path}`).toContain(name)
    if (names.length === 0) expect(found?.message).toContain('No names are known')
  }
})

test('a name that a body does not have is named, with those that it has', async () => {
  for (const { method, path, body } of operations) {
    if (!body) continue
    const answer = await ada(method, addressOf(path), { colour: 'red', size: 'large' })
    expect(answer, `${method} ${path}`).toMatchObject({ http: 422, code: 'validation_failed' })
    for (const name of ['colour', 'size']) {
      const found = answer.errors.find((error: Json) => error.path === name)
      for (const one of Object.keys(body.properties))
        expect(found?.message, `${method} ${path}`).toContain(one)
    }
  }
})

test('unknown names in nested objects of a body are refused too', async () => {
  const { id } = await ada('POST', '/documents', {})
  const thread = { body: 'Why?', quote: 'T', anchor: { start: 'AA==', end: 'AA==', middle: 'AA==' } }
  expect(await ada('POST', `/documents/${id}/threads`, thread)).toMatchObject({
    http: 422,
    errors: [{ path: 'anchor.middle', message: expect.stringContaining('start') }],
  })
})

test('the OpenAPI document says that a body takes no other names', async () => {
  const open: string[] = []
  for (const { method, path, body } of operations)
    JSON.stringify(body ?? null, (_name, value) => {
      if (value?.properties && value.additionalProperties !== false) open.push(`${method} ${path}`)
      return value
    })
  // A hook or endpoint that was read may be sent back.
  expect(open.filter((one) => !/\/(webhook-endpoints|incoming-hooks)(\/{id})?$/.test(one))).toEqual([])
})

test('not all of a thousand unknown names are listed in the answer', async () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`${'n'.repeat(900)}${at}`, 1]))
  const response = await app.request('/api/v1/share-links/open', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'http://localhost:3000' },
    body: JSON.stringify(many)
      .slice(0, 60_000)
      .replace(/,[^,]*$/, '}'),
  })
  expect(response.status).toBe(422)
  expect((await response.text()).length).toBeLessThan(10_000)
})

import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { type Json, testApi } from './testing/api.ts'

const { database } = await testDatabase()
const { anonymous, app } = testApi(database, [])

/** Paths that are no operations. */
const beside = [['/openapi.json', { get: {} }] as const, ['/docs', { get: {} }] as const]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

test('each path of the OpenAPI document refuses the methods that it does not take, and says which it takes', async () => {
  const { paths } = await anonymous('GET', '/openapi.json')
  const taken = [...Object.entries<Json>(paths), ...beside].map(([path, operations]) => {
    const methods = Object.keys(operations).map((method) => method.toUpperCase())
    return { path, methods: methods.includes('GET') ? [...methods, 'HEAD'] : methods }
  })
  for (const { path, methods } of taken)
    for (const method of METHODS.filter((one) => !methods.includes(one))) {
      const asked = path.replaceAll(/\{\w+\}/g, () => crypto.randomUUID())
      const response = await app.request(`/api/v1${asked}`, {
        method,
        headers: { authorization: 'Bearer none' },
      })
      const allowed = response.headers.get('allow')?.split(', ')
      expect([response.status, allowed?.sort()], `${method} ${path}`).toEqual([405, [...methods].sort()])
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      if (method === 'HEAD') continue
      expect(await response.json()).toMatchObject({
        code: 'method_not_allowed',
        detail: expect.stringContaining(method),
      })
    }
})

test('a path that does not exist is not found with any method', async () => {
  const response = await app.request('/api/v1/document', { method: 'PUT' })
  expect([response.status, response.headers.get('allow')]).toEqual([404, null])
  expect(await response.json()).toMatchObject({ code: 'route_not_found' })
})

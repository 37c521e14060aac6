import { expect, test } from 'vitest'
import { type ConnectionFacts, documentStatus } from './document-status.ts'

const facts = (change: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
  online: true,
  connected: true,
  synced: true,
  unacknowledged: 0,
  canWrite: true,
  unreachableForMs: 0,
  ...change,
})

test('Saved only when everything is acknowledged', () => {
  expect(documentStatus(facts())).toBe('saved')
  expect(documentStatus(facts({ unacknowledged: 1 }))).toBe('saving')
  expect(documentStatus(facts({ synced: false }))).toBe('connecting')
})

test('never Saved without a connection, however little is open', () => {
  expect(documentStatus(facts({ online: false }))).toBe('offline')
  expect(documentStatus(facts({ connected: false }))).toBe('connecting')
  expect(documentStatus(facts({ connected: false, unreachableForMs: 3000 }))).toBe('unreachable')
  expect(documentStatus(facts({ online: false, connected: false, unreachableForMs: 9000 }))).toBe('offline')
})

test('who may not write is told so', () => {
  expect(documentStatus(facts({ canWrite: false }))).toBe('read-only')
  expect(documentStatus(facts({ canWrite: false, unacknowledged: 1 }))).toBe('read-only')
})

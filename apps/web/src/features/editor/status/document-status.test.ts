import { expect, test } from 'vitest'
import {
  type ConnectionFacts,
  type DocumentStatus,
  documentStatus,
  saidNext,
  statusText,
} from './document-status.ts'

const facts = (change: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
  online: true,
  connected: true,
  everSynced: true,
  unacknowledged: 0,
  canWrite: true,
  signedOut: false,
  unreachableForMs: 0,
  unansweredForMs: 0,
  ...change,
})

test('Saved only when everything is acknowledged', () => {
  expect(documentStatus(facts())).toBe('saved')
  expect(documentStatus(facts({ unacknowledged: 1 }))).toBe('saving')
  expect(documentStatus(facts({ everSynced: false }))).toBe('connecting')
})

test('Saving does not spin for ever: what is not acknowledged for long is called not saved', () => {
  const written = { unacknowledged: 2, unansweredForMs: 9999 }
  expect(documentStatus(facts(written))).toBe('saving')
  expect(documentStatus(facts({ ...written, unansweredForMs: 10_000 }))).toBe('delayed')
  expect(documentStatus(facts({ unansweredForMs: 10_000 }))).toBe('saved')
})

test('never Saved when the server is not reached or was never heard', () => {
  expect(documentStatus(facts({ online: false }))).toBe('offline')
  expect(documentStatus(facts({ connected: false, everSynced: false }))).toBe('connecting')
  expect(documentStatus(facts({ connected: false, unreachableForMs: 3000 }))).toBe('unreachable')
  expect(documentStatus(facts({ online: false, connected: false, unreachableForMs: 9000 }))).toBe('offline')
})

test('somebody who may not write is told so', () => {
  expect(documentStatus(facts({ canWrite: false }))).toBe('read-only')
  expect(documentStatus(facts({ canWrite: false, unacknowledged: 1 }))).toBe('read-only')
})

test('a server that is replaced by the next one does not show, but unacknowledged changes do', () => {
  const away = { connected: false, unreachableForMs: 800 }
  expect(documentStatus(facts(away))).toBe('saved')
  expect(documentStatus(facts({ ...away, unacknowledged: 1 }))).toBe('saving')
})

test('somebody who was signed out is told so, whatever else is true', () => {
  expect(documentStatus(facts({ signedOut: true }))).toBe('signed-out')
  expect(documentStatus(facts({ signedOut: true, canWrite: false, connected: false }))).toBe('signed-out')
})

test('“kept on this device” is said only where it is true', () => {
  expect(statusText('offline', false)).toBe('Offline: kept on this device')
  expect(statusText('offline', true)).toBe('Offline: keep this page open')
  expect(statusText('delayed', false)).toBe('Not saved yet: kept on this device')
  expect(statusText('delayed', true)).toBe('Not saved yet: keep this page open')
  expect(statusText('saved', true)).toBe('Saved')
})

test('screen readers say what alarms, and that all is well again, but not each letter that is saved', () => {
  const said = (statuses: DocumentStatus[]) => {
    const all: (DocumentStatus | null)[] = [null]
    for (const status of statuses) {
      const next = saidNext(status, all.at(-1) ?? null)
      if (next !== all.at(-1)) all.push(next)
    }
    return all.slice(1)
  }
  expect(said(['connecting', 'saved', 'saving', 'saved', 'saving', 'saved'])).toEqual([])
  expect(said(['saved', 'saving', 'offline', 'saving', 'saved', 'saving', 'saved'])).toEqual([
    'offline',
    'saved',
  ])
  expect(said(['connecting', 'read-only', 'unreachable', 'read-only'])).toEqual([
    'read-only',
    'unreachable',
    'read-only',
  ])
})

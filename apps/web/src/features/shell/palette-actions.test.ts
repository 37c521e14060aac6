import { expect, test } from 'vitest'
import type { WorkspaceRole } from '@/lib/api-types.ts'
import { paletteActions } from './palette-actions.tsx'

const namesFor = (role: WorkspaceRole) => paletteActions('', { role, dark: false }).map(({ name }) => name)

test('everybody is offered what they may do, and nothing else', () => {
  expect(namesFor('guest')).toEqual(['Trash', 'Your account', 'Dark theme'])
  expect(namesFor('member')).toEqual(['New document', 'Trash', 'Members', 'Your account', 'Dark theme'])
  expect(namesFor('admin')).toContain('Webhooks')
  expect(namesFor('owner')).toEqual(namesFor('admin'))
})

test('actions are found by a part of their name', () => {
  expect(paletteActions('THEME', { role: 'member', dark: true }).map(({ name }) => name)).toEqual([
    'Light theme',
  ])
})

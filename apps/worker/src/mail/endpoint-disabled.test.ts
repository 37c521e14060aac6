import { expect, test } from 'vitest'
import { endpointDisabledMail } from './endpoint-disabled.ts'

const gone = {
  id: 'e1',
  workspaceId: 'w',
  url: 'https://crm.example.com/services/s3cret',
  description: '',
  reason: 'gone' as const,
  admins: ['ada@example.com'],
}

test('an endpoint is named by its host where it has no name, and never by the secret in its address', () => {
  const { subject, text } = endpointDisabledMail('https://docs.example.com', gone)
  expect(subject).toBe('Webhook endpoint disabled: crm.example.com')
  expect(text).toContain('endpoint “crm.example.com”')
  expect(text).toContain('\n  https://docs.example.com/settings/webhooks/e1')
  expect(text).not.toContain('s3cret')
})

test('the mail says why', () => {
  const failing = { ...gone, reason: 'failing' as const, failingSince: new Date('2026-11-15T09:30:59Z') }
  expect(endpointDisabledMail('', gone).text).toContain('\nIt answered 410 Gone')
  const { text } = endpointDisabledMail('', failing)
  expect(text).toContain('\nNo attempt has succeeded since 2026-11-15 09:30 (UTC).\n')
  expect(text).not.toContain('410')
})

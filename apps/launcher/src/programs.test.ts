import type { IncomingMessage } from 'node:http'
import { readConfig } from '@quillwire/config'
import { clientAddress } from '@quillwire/http'
import { expect, test } from 'vitest'
import { settingsOf } from './programs.ts'

test('a program believes the launcher about who asks, whichever proxies stand before it', () => {
  const settings = settingsOf(readConfig({ TRUSTED_PROXIES: '10.0.0.5/32', SECRET: 's'.repeat(40) }))
  const { TRUSTED_PROXIES } = readConfig(settings)
  const request = {
    headers: { 'x-forwarded-for': '203.0.113.9, 10.0.0.5' },
    socket: { remoteAddress: '127.0.0.1' },
  }
  // The cast: nothing else of a request is read.
  expect(clientAddress(TRUSTED_PROXIES)(request as unknown as IncomingMessage)).toBe('203.0.113.9')
})

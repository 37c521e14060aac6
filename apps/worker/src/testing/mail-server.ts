import { onTestFinished } from 'vitest'
import { openMailServer } from './open-mail-server.ts'

/** A mail server for a test, on a free port. @param putOff recipients that it defers at first */
export async function mailServer(...putOff: string[]) {
  const server = await openMailServer(0, putOff)
  onTestFinished(server.close)
  return server
}

import { onTestFinished } from 'vitest'
import { openMailServer } from './open-mail-server.ts'

/** The mail server of a test, on a free port. @param putOff recipients whom it does not take at once */
export async function mailServer(...putOff: string[]) {
  const server = await openMailServer(0, putOff)
  onTestFinished(server.close)
  return server
}

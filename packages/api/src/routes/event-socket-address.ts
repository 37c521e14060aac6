import { upgradeRequired } from '@quillwire/http'
import type { Api } from '../api-types.ts'
import { problemResponse } from '../problem.ts'

/** The event stream as a WebSocket is served beside the API; its address says so to whoever asks without an upgrade. */
export function eventSocketAddress(app: Api) {
  app.get('/events/socket', (c) => {
    c.header('upgrade', 'websocket')
    return problemResponse(c, { title: 'Upgrade required', ...upgradeRequired })
  })
}

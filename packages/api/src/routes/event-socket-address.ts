import { upgradeRequired } from '@quillwire/http'
import type { Api } from '../api-types.ts'
import { problemResponse } from '../problem.ts'

/** The WebSocket of the event stream is served outside the API. Its address answers requests without an upgrade. */
export function eventSocketAddress(app: Api) {
  app.get('/events/socket', (c) => {
    c.header('upgrade', 'websocket')
    return problemResponse(c, { title: 'Upgrade required', ...upgradeRequired })
  })
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { freePort } from '@quillwire/database/embedded'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFrontDoor } from './front-door.ts'

const UPGRADE =
  'GET /collab HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

// Clients of y-websocket and Hocuspocus wait for ever for a socket that neither opens nor closes.
test('who is on the way to a process that is killed hears of it', async () => {
  const port = await freePort()
  const door = await createFrontDoor({ PORT: port, LISTEN_HOST: '127.0.0.1', TRUSTED_PROXIES: [] })
  onTestFinished(door.close)
  // It is at something else, and takes nobody in.
  const busy = "process.send({ type: 'ready' }, () => { for (;;); })"
  const child = spawn(process.execPath, ['-e', busy], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  const collab = { isReady: () => true, child: vi.fn(() => child), internalPort: 0 }
  door.open({ web: collab, collab, answerProbe: () => {} })
  const clients = [1, 2, 3].map(() =>
    connect(port, '127.0.0.1')
      .on('error', () => {})
      .resume(),
  )
  const closed = Promise.all(clients.map((client) => once(client, 'close')))
  for (const client of clients) client.write(UPGRADE)
  await vi.waitFor(() => expect(collab.child).toHaveBeenCalledTimes(3))
  child.kill('SIGKILL')
  await closed
})

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { freePort } from '@quillwire/database/embedded'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFrontDoor } from './front-door.ts'

const UPGRADE =
  'GET /collab HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

/** A front door before this process. */
async function openDoor(child: ChildProcess) {
  const port = await freePort()
  const door = await createFrontDoor({ PORT: port, LISTEN_HOST: '127.0.0.1', TRUSTED_PROXIES: [] })
  onTestFinished(door.close)
  const collab = { isReady: () => true, child: vi.fn(() => child), internalPort: 0 }
  door.open({ web: collab, collab, answerProbe: () => {} })
  function ask(): Socket {
    const client = connect(port, '127.0.0.1').on('error', () => {})
    onTestFinished(() => void client.destroy())
    client.write(UPGRADE)
    return client.resume()
  }
  return { ask, handOvers: collab.child }
}

async function start(command: string, args: string[]) {
  const env = { ...process.env, INTERNAL_PORT: String(await freePort()) }
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  return child
}

// Clients of y-websocket and Hocuspocus wait for ever for a socket that neither opens nor closes.
test('a connection on its way to a process that is killed is closed', async () => {
  // The process is busy, and takes no connections.
  const child = await start(process.execPath, ['-e', "process.send({ type: 'ready' }, () => { for (;;); })"])
  const { ask, handOvers } = await openDoor(child)
  const closed = Promise.all([ask(), ask(), ask()].map((client) => once(client, 'close')))
  await vi.waitFor(() => expect(handOvers).toHaveBeenCalledTimes(3))
  child.kill('SIGKILL')
  await closed
})

test('a connection to a process that can open no more files is closed, and the others are taken', async () => {
  const collab = fileURLToPath(new URL('../testing/collab.ts', import.meta.url))
  const child = await start('sh', ['-c', 'ulimit -n 40; exec "$0" "$1"', process.execPath, collab])
  const { ask } = await openDoor(child)
  const told = Array.from({ length: 50 }, () => {
    const client = ask()
    return Promise.race([
      once(client, 'data').then(([answer]) => `${answer}`.split('\r\n', 1)[0]),
      once(client, 'close').then(() => 'closed'),
    ])
  })
  expect(new Set(await Promise.all(told))).toEqual(new Set(['HTTP/1.1 101 Switching Protocols', 'closed']))
})

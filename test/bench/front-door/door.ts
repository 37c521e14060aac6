/** The launcher's front door, with the echo process in place of both web and collab. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createFrontDoor } from '../../../apps/launcher/src/front-door/front-door.ts'

const echo: ChildProcess = fork(fileURLToPath(new URL('./echo.ts', import.meta.url)))
const next = <Answer>() =>
  new Promise<Answer>((done) => echo.once('message', (answer) => done(answer as Answer)))
const { port } = await next<{ port: number }>()
const door = await createFrontDoor({
  PORT: Number(process.argv[2]),
  LISTEN_HOST: '127.0.0.1',
  TRUSTED_PROXIES: [],
})
door.open({
  web: { isReady: () => true, internalPort: port, child: () => echo },
  collab: { isReady: () => true, internalPort: 0, child: () => echo },
  answerProbe: (_path, response) => response.end(),
})
process.on('message', async () => {
  const answer = next<{ cpu: NodeJS.CpuUsage }>()
  echo.send('cpu')
  process.send?.({ door: process.cpuUsage(), echo: (await answer).cpu })
})
process.send?.({ echoPort: port })

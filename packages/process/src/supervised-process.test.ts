import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'

/** A program that drains for as long as nothing is written to it. */
const program = `
  import { createLogger, supervised } from '${new URL('./index.ts', import.meta.url)}'
  supervised({
    log: createLogger('collab', 'info'),
    async drain() {
      await new Promise((done) => process.stdin.once('data', done))
      console.log('drained')
    },
  })
  console.log('up')
  setInterval(() => {}, 1000)`

function start() {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program])
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, line: async () => String((await lines.next()).value) }
}

// A service manager may tell every program of a service, and the launcher among them tells the others.
test.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'it drains at %s, and at another signal goes on with it',
  async (signal) => {
    const { child, line } = start()
    expect(await line()).toBe('up')
    child.kill(signal)
    expect(await line()).toContain('draining')
    child.kill(signal)
    child.kill('SIGTERM')
    child.stdin.write('go on\n')
    expect(await line()).toBe('drained')
    expect(await once(child, 'exit')).toEqual([0, null])
  },
)

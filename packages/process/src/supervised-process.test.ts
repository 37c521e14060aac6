import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'

/** A program that drains until something is written to it. */
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

function start(code = program) {
  // The cast: the types do not allow for pipes beside an IPC channel.
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  }) as ChildProcessByStdio<Writable, Readable, null>
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, line: async () => String((await lines.next()).value) }
}

// A service manager may signal every program of a service, and the launcher among them signals the others again.
test.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'it drains at %s, and goes on draining at another signal',
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

test('it drains when the launcher is gone, even if that has just asked for something', async () => {
  const { child, line } = start()
  expect(await line()).toBe('up')
  child.kill('SIGSTOP')
  child.send?.({ type: 'handed over', number: 1 }, () => child.disconnect())
  await once(child, 'disconnect')
  child.kill('SIGCONT')
  expect(await line()).toContain('draining')
  child.stdin.write('go on\n')
  expect(await line()).toBe('drained')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test.each([
  ['cannot be drained', `async drain() { throw new Error('it does not close') }`, 'could not drain'],
  [
    'is not drained in time',
    'drainTimeoutMs: 100, drain: () => new Promise(() => {})',
    'not drained in time',
  ],
])('a process that %s ends all the same, and says so', async (_how, drains, said) => {
  const { child, line } = start(`
    import { createLogger, supervised } from '${new URL('./index.ts', import.meta.url)}'
    supervised({ log: createLogger('collab', 'info'), ${drains} })
    setInterval(() => {}, 1000)
    process.kill(process.pid, 'SIGTERM')`)
  expect(await line()).toContain('draining')
  expect(JSON.parse(await line())).toMatchObject({ level: 'error', msg: said })
  expect(await once(child, 'exit')).toEqual([1, null])
})

test('an error that nobody caught ends it, and is in its log', async () => {
  const { child, line } = start(`
    import { createLogger, supervised } from '${new URL('./index.ts', import.meta.url)}'
    supervised({ log: createLogger('collab', 'info'), drain: async () => {} })
    setInterval(() => {}, 1000)
    Promise.reject(new Error('a promise that nobody waits for'))`)
  expect(JSON.parse(await line())).toMatchObject({
    level: 'fatal',
    err: { message: 'a promise that nobody waits for' },
  })
  expect(await once(child, 'exit')).toEqual([1, null])
})

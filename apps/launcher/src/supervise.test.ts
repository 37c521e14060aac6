import { once } from 'node:events'
import { createLogger } from '@quillwire/process'
import { expect, onTestFinished, test, vi } from 'vitest'
import { supervise } from './supervise.ts'

/** A supervised program. The test says when time passes for its supervisor. */
function start(code: string) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const said: string[] = []
  const program = supervise({
    name: 'web',
    command: process.execPath,
    args: ['-e', code],
    env: process.env,
    internalPort: 0,
    log: createLogger('launcher', 'info', { write: (line) => void said.push(JSON.parse(line).msg) }),
    output: { line: () => {}, gather: () => {} },
  })
  onTestFinished(() => {
    program.kill()
    vi.useRealTimers()
  })
  const ended = async () => {
    const child = program.child()
    if (child) await once(child, 'exit')
  }
  return { program, said, ended }
}

test('a program that crashes again and again is started anew after ever longer pauses, until all is stopped', async () => {
  const { program, said, ended } = start('process.exit(1)')
  const pauses = [250, 500, 1000, 2000, 5000, 10_000, 10_000]
  for (const pause of pauses) {
    await ended()
    expect(said.at(-1)).toBe(`web crashed; it is restarted in ${pause} ms`)
    vi.advanceTimersByTime(pause - 1)
    expect(program.child()).toBe(null)
    vi.advanceTimersByTime(1)
    expect(program.child()).not.toBe(null)
  }
  expect(program.restarts()).toBe(pauses.length)
  await ended()
  await program.stop()
  vi.advanceTimersByTime(60_000)
  expect(program.child()).toBe(null)
})

test('setting the clock does not make a program look as if it had run well', async () => {
  let hours = 0
  vi.spyOn(Date, 'now').mockImplementation(() => ++hours * 3_600_000)
  onTestFinished(() => void vi.restoreAllMocks())
  const { said, ended } = start('process.exit(1)')
  await ended()
  vi.advanceTimersByTime(250)
  await ended()
  expect(said.at(-1)).toBe('web crashed; it is restarted in 500 ms')
})

test('a program that ran well before it crashed is started anew as soon as one that crashes for the first time', async () => {
  const { program, said, ended } = start('setInterval(() => {}, 1000)')
  const crash = async () => {
    program.child()?.kill('SIGTERM')
    await ended()
    return said.at(-1)
  }
  expect(await crash()).toBe('web crashed; it is restarted in 250 ms')
  vi.advanceTimersByTime(250)
  expect(await crash()).toBe('web crashed; it is restarted in 500 ms')
  vi.advanceTimersByTime(500)
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 31_000)
  onTestFinished(() => void vi.restoreAllMocks())
  expect(await crash()).toBe('web crashed; it is restarted in 250 ms')
})

test('a program that is started anew on purpose starts at once and silently, and a crash after that is logged', async () => {
  const { program, said, ended } = start('setInterval(() => {}, 1000)')
  program.restart()
  await ended()
  vi.advanceTimersByTime(0)
  expect([program.child() === null, said]).toEqual([false, []])
  program.child()?.kill('SIGTERM')
  await ended()
  expect(said).toEqual([expect.stringMatching(/^web crashed/)])
  // Between two lives there is nothing to end: the next one begins when it would have.
  program.restart()
  expect(program.child()).toBe(null)
  vi.advanceTimersByTime(10_000)
  expect(program.child()).not.toBe(null)
})

test('if the system killed a program, the log says why that may be', async () => {
  const { program, said, ended } = start('setInterval(() => {}, 1000)')
  program.child()?.kill('SIGKILL')
  await ended()
  expect(said).toEqual([
    'web was killed, perhaps by a system that ran out of memory; it is restarted in 250 ms',
  ])
})

test('a program that is asked to stop and does not is killed', async () => {
  const { program, said } = start(
    `process.on('SIGTERM', () => process.send('asked')); process.send({ type: 'ready' }); setInterval(() => {}, 1000)`,
  )
  const child = program.child()
  if (!child) throw new Error('It runs.')
  await once(child, 'message')
  expect(program.isReady()).toBe(true)
  const stopped = program.stop()
  await once(child, 'message')
  expect(said).toEqual([])
  vi.advanceTimersByTime(9000)
  await stopped
  expect(said).toEqual(['web did not drain in time and is killed'])
  expect(program.isReady()).toBe(false)
})

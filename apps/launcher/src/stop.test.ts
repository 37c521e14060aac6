import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@quillwire/database/embedded'
import { afterAll, expect, test, vi } from 'vitest'

const dataDir = mkdtempSync(join(tmpdir(), 'quillwire-stop-'))
const script = fileURLToPath(new URL('./testing/launch-small.ts', import.meta.url))
const running: ChildProcess[] = []
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

async function start() {
  const port = String(await freePort())
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    DATA_DIR: dataDir,
    PORT: port,
    LOG_LEVEL: 'info',
  }
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  const exited = new Promise<number | null>((done) => child.once('exit', done))
  await vi.waitFor(() => expect(text).toContain('Quillwire is ready at'))
  return { child, exited, text: () => text }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const databasePid = () =>
  Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s drains web, worker and collab, then stops the database',
  async (signal) => {
    const { child, exited, text } = await start()
    const database = databasePid()
    child.kill(signal)
    expect(await exited).toBe(0)
    const order = [...text().matchAll(/"process":"(\w+)","msg":"(drained|stopped)"/g)].map(([, name]) => name)
    expect(order).toEqual(['web', 'worker', 'collab', 'launcher'])
    expect(isAlive(database)).toBe(false)
  },
)

test('another launcher on the same folder is refused; after kill -9 nothing is left but the data', async () => {
  const first = await start()
  const pids = programPids(first.child.pid)
  expect(pids).toHaveLength(3)
  const port = String(await freePort())
  const second = spawn(process.execPath, [script], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: dataDir,
      PORT: port,
    },
  })
  let problem = ''
  second.stderr.setEncoding('utf8').on('data', (part: string) => {
    problem += part
  })
  await new Promise((done) => second.once('close', done))
  expect(problem).toContain(`is in use by another Quillwire (process ${first.child.pid})`)

  first.child.kill('SIGKILL')
  await first.exited
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]))
  const { child, exited } = await start()
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
})

/** The processes that a launcher runs, without those of its database. */
function programPids(launcher: number | undefined): number[] {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(launcher)], { encoding: 'utf8' })
  const lines = children.split('\n').filter((line) => line.includes('.ts'))
  return lines.map((line) => Number.parseInt(line, 10))
}

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { freePort } from '@quillwire/database/embedded'
import { nodeOptions } from '../../apps/launcher/src/node-options.ts'

/**
 * Starts a program of the product as a cluster does: on its own port, with everything on, and with the Node options of
 * `npm start`, or those in BENCH_NODE_OPTIONS if it is set. Resolves when it serves.
 */
export async function startProgram(name: 'collab' | 'worker', env: Record<string, string>) {
  const port = await freePort()
  const options = process.env.BENCH_NODE_OPTIONS?.split(' ') ?? nodeOptions[name]
  const main = fileURLToPath(new URL(`../../apps/${name}/src/main.ts`, import.meta.url))
  const child = spawn(process.execPath, [...options, main], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, INTERNAL_PORT: String(port), ...env },
  })
  await new Promise((done) => child.once('message', done))
  return { port, child, pid: child.pid ?? 0, stop: () => ended(child) }
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exited = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await exited
}

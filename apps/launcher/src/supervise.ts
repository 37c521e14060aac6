/** Keeps a process running: spawned with an IPC channel, restarted with a growing delay, stopped within a bound. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import type { FromChild, Logger } from '@quillwire/process'
import type { Output } from './output.ts'

const DELAYS_MS = [250, 500, 1000, 2000, 5000, 10_000]
/** A process that ran this long in ms was well: the next restart is quick again. */
const WELL_AFTER_MS = 30_000
/** A process that is told to stop gets so many ms before it is killed. */
const STOP_TIMEOUT_MS = 9_000

export interface ProcessOptions {
  name: string
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
  /** Where it serves `/healthz`, `/readyz` and `/metrics` on loopback. */
  internalPort: number
  log: Logger
  output: Output
}

export interface Supervised {
  readonly name: string
  readonly internalPort: number
  /** The running process, or null while it is between two lives. */
  child(): ChildProcess | null
  /** Whether it has said that it serves. */
  isReady(): boolean
  restarts(): number
  /** Ends this life and begins the next, without delay. */
  restart(): void
  /** Asks it to drain (SIGTERM) and resolves when it is gone; kills it when it takes too long. */
  stop(): Promise<void>
  /** Kills it at once. */
  kill(): void
}

export function supervise(options: ProcessOptions): Supervised {
  const { name, log } = options
  let child: ChildProcess | null = null
  let ready = false
  let restarts = 0
  let failures = 0
  let stopping = false
  let asked = false
  let next: NodeJS.Timeout | undefined

  function start() {
    const startedAt = performance.now()
    const spawnOptions: SpawnOptions = {
      env: options.env,
      // In a process group of its own: Ctrl-C reaches the launcher alone, which drains the processes in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    }
    const process = spawn(options.command, options.args, spawnOptions)
    child = process
    if (process.stdout) options.output.gather(name, process.stdout, 'info')
    if (process.stderr) options.output.gather(name, process.stderr, 'warn')
    process.on('message', (message: FromChild) => {
      if (message.type === 'ready') ready = true
    })
    process.on('error', (error) => log.error({ err: error }, `${name} cannot be reached`))
    process.once('exit', (code, signal) => {
      child = null
      ready = false
      if (stopping) return
      restarts++
      if (performance.now() - startedAt > WELL_AFTER_MS || asked) failures = 0
      const delayMs = asked ? 0 : (DELAYS_MS[Math.min(failures, DELAYS_MS.length - 1)] ?? 0)
      failures++
      if (!asked) {
        const how =
          signal === 'SIGKILL' ? 'was killed, perhaps by a system that ran out of memory' : 'crashed'
        log.error({ code, signal, delayMs }, `${name} ${how}; it is restarted in ${delayMs} ms`)
      }
      asked = false
      next = setTimeout(start, delayMs)
    })
  }
  start()

  return {
    name,
    internalPort: options.internalPort,
    child: () => child,
    isReady: () => ready,
    restarts: () => restarts,
    restart() {
      if (!child) return // between two lives: the next one begins anyway
      asked = true
      child.kill('SIGTERM')
    },
    async stop() {
      stopping = true
      clearTimeout(next)
      const last = child
      if (!last) return
      const gone = new Promise((done) => last.once('exit', done))
      last.kill('SIGTERM')
      const kill = setTimeout(() => {
        log.warn(`${name} did not drain in time and is killed`)
        last.kill('SIGKILL')
      }, STOP_TIMEOUT_MS)
      await gone
      clearTimeout(kill)
    },
    kill() {
      stopping = true
      clearTimeout(next)
      child?.kill('SIGKILL')
    },
  }
}

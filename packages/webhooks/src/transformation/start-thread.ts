import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { BROKEN, TOO_LONG } from './describe-error.ts'
import { CPU_MS } from './limits.ts'
import type { Job } from './sandbox.ts'
import type { TransformationResult } from './transformer.ts'

const LOOK_EVERY_MS = 100
/** Reading a large event takes the thread some time before the function begins. */
const BYTES_PER_MS = 10_000
/** However little it has computed, a thread that is this late will not answer any more. */
const MAX_MS = 10_000

export interface SandboxThread {
  /** One job at a time. Never rejects. */
  run(job: Job): Promise<TransformationResult>
  /** Whether it was killed, or died, and takes no more jobs. */
  dead(): boolean
  stop(): Promise<void>
}

/**
 * A thread of its own, because the engine looks at its clock only between steps of the language. Some built-in
 * functions, such as `indexOf` on an object that claims four billion elements, run for minutes without a look, and the
 * thread is then killed. It has no environment, and while it is idle it keeps no process alive.
 */
export async function startThread(): Promise<SandboxThread> {
  const worker = new Worker(new URL('./sandbox-thread.ts', import.meta.url), {
    name: 'transformations',
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 },
  })
  let dead = false
  let answer: ((result: TransformationResult) => void) | undefined
  const die = (error: string, cpuMs = 0) => {
    dead = true
    void worker.terminate()
    answer?.({ ok: false, error, logs: [], cpuMs })
  }
  worker.on('error', () => die(BROKEN)).on('exit', () => die(BROKEN))
  await once(worker, 'message')
  worker.on('message', (result: TransformationResult) => answer?.(result)).unref()

  return {
    async run(job) {
      worker.ref()
      const allowedMs = CPU_MS + (job.eventJson?.length ?? 0) / BYTES_PER_MS
      const stopWatching = watch(worker, allowedMs, (cpuMs) => die(TOO_LONG, cpuMs))
      const result = await new Promise<TransformationResult>((resolve) => {
        answer = resolve
        worker.postMessage(job)
      })
      stopWatching()
      worker.unref()
      return result
    },
    dead: () => dead,
    stop: async () => void (await worker.terminate()),
  }
}

/**
 * Calls `overdue` when the thread has computed for longer than allowed, counted from the first look. Goes by the
 * thread's own CPU time, so that no function is stopped because a busy machine kept it waiting.
 */
function watch(worker: Worker, allowedMs: number, overdue: (cpuMs: number) => void): () => void {
  let first: NodeJS.CpuUsage | undefined
  let watching = true
  const look = async () => {
    const usage = await worker.cpuUsage(first).catch(() => undefined)
    if (!watching) return
    const cpuMs = first && usage ? (usage.user + usage.system) / 1000 : 0
    first ??= usage
    if (cpuMs > allowedMs) overdue(cpuMs)
    else nextLook.refresh()
  }
  const nextLook = setTimeout(look, LOOK_EVERY_MS)
  const end = setTimeout(() => overdue(allowedMs), MAX_MS)
  return () => {
    watching = false
    clearTimeout(nextLook)
    clearTimeout(end)
  }
}

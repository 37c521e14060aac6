/** What goes wrong in a round. Each fault is over when its function resolves, and the next one follows. */
import { setTimeout as pause } from 'node:timers/promises'
import type { NetworkPath } from '@quillwire/database/testing/network-path'
import type { Random } from '../fuzz/random.ts'
import type { CrashingDatabase } from './crashing-database.ts'
import type { FlappingReceiver } from './flapping-receiver.ts'
import type { WorkerProcess } from './worker-process.ts'

export interface Stage {
  database: CrashingDatabase
  path: NetworkPath
  receivers: readonly FlappingReceiver[]
  workers: WorkerProcess[]
  startWorker(): Promise<WorkerProcess>
  random: Random
}

async function replaceWorker(stage: Stage, end: (worker: WorkerProcess) => Promise<void>) {
  const index = stage.random.below(stage.workers.length)
  const [worker] = stage.workers.splice(index, 1)
  if (worker) await end(worker)
  stage.workers.push(await stage.startWorker())
}

export const faults = {
  'a worker is killed': (stage: Stage) => replaceWorker(stage, (worker) => worker.kill()),
  'PostgreSQL is restarted': ({ database, random }: Stage) => database.restart(random.below(800)),
  'answers of PostgreSQL get lost': ({ path, random }: Stage) => path.loseAnswers(20 + random.below(200)),
  'a worker is replaced': (stage: Stage) => replaceWorker(stage, (worker) => worker.stop()),
  'PostgreSQL crashes': ({ database, random }: Stage) => database.crash(random.below(800)),
  'a receiver is away': ({ receivers, random }: Stage) => random.pick(receivers).away(random.below(1000)),
  async 'a worker is frozen'({ workers, random }: Stage) {
    const worker = random.pick(workers)
    worker.freeze()
    await pause(random.below(1500))
    worker.thaw()
  },
}

export type FaultName = keyof typeof faults
export const faultNames = Object.keys(faults) as FaultName[] // the keys of the object above

/** The thread in which transformations run, one after the other. */
import { parentPort } from 'node:worker_threads'
import { createEnginePool } from './engine.ts'
import { type Job, runInSandbox } from './sandbox.ts'

const engines = createEnginePool()

async function run(job: Job) {
  const result = runInSandbox(await engines.of(job.code), job)
  if (!result.ok) engines.discard(job.code) // what a run that failed has left behind is unknown
  return result
}

await run({ code: '(event) => ({ body: event })', eventJson: '{}' }) // the first run compiles
parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await run(job)))
parentPort?.postMessage('ready')

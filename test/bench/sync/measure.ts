import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { cpuSeconds } from './cpu.ts'
import type { FromLoad, Order, Report } from './workload.ts'

export interface Measured extends Report {
  /** Microseconds of CPU per edit: of the servers, and of PostgreSQL. */
  serverCpu: number
  databaseCpu: number
}

/** Runs the load generator against servers, and reads what they used from its first measured edit to its last. */
export async function measure(order: Order, pids: readonly number[], postgres: number): Promise<Measured> {
  const load = fork(fileURLToPath(new URL('./load.ts', import.meta.url)))
  const use = () => ({
    servers: pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0),
    postgres: cpuSeconds(postgres, true),
  })
  let before = use()
  let after = before
  load.send(order)
  const report = await new Promise<Report>((resolve, reject) => {
    load.on('message', (message: FromLoad) => {
      if (message.type === 'measuring') before = use()
      else if (message.type === 'measured') after = use()
      else resolve(message.report)
    })
    load.once('exit', (code) => reject(new Error(`The load generator ended (${code}).`)))
  })
  load.removeAllListeners('exit').disconnect()
  const perEdit = (cpu: number) => (cpu * 1e6) / report.edits
  return {
    ...report,
    serverCpu: perEdit(after.servers - before.servers),
    databaseCpu: perEdit(after.postgres - before.postgres),
  }
}

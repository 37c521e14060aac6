import { execFileSync } from 'node:child_process'

/** The current process id of one of the product's programs (`collab`, `web`, `worker`), for tests that kill it. */
export function productProcess(name: 'collab' | 'web' | 'worker'): number {
  const found = productProcesses().find(({ command }) => command.includes(`apps/${name}/src/main.ts`))
  if (!found) throw new Error(`There is no process ${name}.`)
  return found.pid
}

/** Makes the product's PostgreSQL hang until the returned function is called. */
export function holdDatabase(): () => void {
  const signal = (name: 'STOP' | 'CONT') => {
    const pids = productProcesses().flatMap(({ pid, command }) =>
      /^(postgres:|\S+\/postgres )/.test(command) ? [`${pid}`] : [],
    )
    execFileSync('kill', [`-${name}`, ...pids])
  }
  signal('STOP')
  // Once more: PostgreSQL may have started another process before it was stopped itself.
  signal('STOP')
  return () => signal('CONT')
}

function productProcesses(): { pid: number; command: string }[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n')
  const processes = lines.map((line) => {
    const [pid, parent, ...args] = line.trim().split(/\s+/)
    return { pid: Number(pid), parent: Number(parent), command: args.join(' ') }
  })
  const family = new Set([Number(process.env.E2E_PID)])
  // A parent need not come before its children: go on until nothing is added.
  for (let size = 0; size !== family.size; ) {
    size = family.size
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid)
  }
  return processes.filter(({ pid }) => family.has(pid))
}

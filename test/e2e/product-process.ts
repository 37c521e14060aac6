import { execFileSync } from 'node:child_process'

/** The process id of one of the product's programs (`collab`, `web`, `worker`) at this moment, for tests that kill it. */
export function productProcess(name: 'collab' | 'web' | 'worker'): number {
  const found = productProcesses().find(({ command }) => command.includes(`apps/${name}/src/main.ts`))
  if (!found) throw new Error(`There is no process ${name}.`)
  return found.pid
}

/** Has the product's PostgreSQL hang until what is returned is called. */
export function holdDatabase(): () => void {
  const signal = (name: 'STOP' | 'CONT') => {
    const pids = productProcesses().flatMap(({ pid, command }) =>
      /^(postgres:|\S+\/postgres )/.test(command) ? [`${pid}`] : [],
    )
    execFileSync('kill', [`-${name}`, ...pids])
  }
  signal('STOP')
  // Once more: it may have begun to serve somebody before it was stopped itself.
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
  // Parents come before their children only by chance: go on until nothing is added.
  for (let size = 0; size !== family.size; ) {
    size = family.size
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid)
  }
  return processes.filter(({ pid }) => family.has(pid))
}

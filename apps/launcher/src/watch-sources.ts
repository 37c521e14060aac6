import { watch } from 'node:fs'
import { join } from 'node:path'
import { type Programs, root } from './programs.ts'
import type { Supervised } from './supervise.ts'

const QUIET_MS = 200

/** For development: restarts each process when its own code or that of a package changes. Next reloads pages itself. */
export function restartOnChange({ web, worker, collab }: Programs): void {
  follow('packages', /\.ts$/, [web, worker, collab])
  follow('apps/web/src', /^([^\\/]+|event-stream[\\/].*)\.ts$/, [web])
  follow('apps/worker/src', /\.ts$/, [worker])
  follow('apps/collab/src', /\.ts$/, [collab])
}

function follow(folder: string, sources: RegExp, programs: Supervised[]) {
  let timer: NodeJS.Timeout | undefined
  watch(join(root, folder), { recursive: true }, (_, file) => {
    if (!file || !sources.test(file) || /node_modules|generated|\.test\.ts$/.test(file)) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      for (const program of programs) program.restart()
    }, QUIET_MS)
  })
}

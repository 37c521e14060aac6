import { watch } from 'node:fs'
import { join } from 'node:path'
import { root } from './programs.ts'

const QUIET_MS = 200

/** Calls back, for development, when a source file of a package or of one of the apps has changed. */
export function watchSources(apps: string[], onChange: (app: string | null) => void): void {
  const follow = (folder: string, app: string | null) => {
    let timer: NodeJS.Timeout | undefined
    watch(join(root, folder), { recursive: true }, (_, file) => {
      if (!file?.endsWith('.ts') || file.includes('node_modules') || file.endsWith('.test.ts')) return
      clearTimeout(timer)
      timer = setTimeout(() => onChange(app), QUIET_MS)
    })
  }
  follow('packages', null)
  for (const app of apps) follow(`apps/${app}/src`, app)
}

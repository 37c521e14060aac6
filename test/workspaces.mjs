import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What is wrong with the folders of apps/ and packages/, one sentence for each fault. */
export function workspaceFaults(root) {
  const faults = []
  for (const parent of ['apps', 'packages'])
    for (const entry of readdirSync(join(root, parent), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      const folder = `${parent}/${entry.name}`
      const file = join(root, folder, 'package.json')
      // Git leaves a folder behind if something ignored, such as node_modules, is in it.
      if (!existsSync(file)) faults.push(`${folder} has no package.json: delete the folder, or add the file`)
      // Turbo silently skips a workspace that has no such script.
      else if (!JSON.parse(readFileSync(file, 'utf8')).scripts?.types)
        faults.push(`${folder}/package.json has no script “types”`)
    }
  return faults
}

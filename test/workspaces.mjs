import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What is wrong with the folders of apps/ and packages/, a sentence each. */
export function workspaceFaults(root) {
  const faults = []
  for (const parent of ['apps', 'packages'])
    for (const entry of readdirSync(join(root, parent), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      const folder = `${parent}/${entry.name}`
      const file = join(root, folder, 'package.json')
      // Git leaves a folder behind when something lies in it that is ignored, such as node_modules.
      if (!existsSync(file)) faults.push(`${folder} has no package.json: delete the folder, or add the file`)
      // Turbo passes over a workspace that has no such script, without a word.
      else if (!JSON.parse(readFileSync(file, 'utf8')).scripts?.types)
        faults.push(`${folder}/package.json has no script “types”`)
    }
  return faults
}

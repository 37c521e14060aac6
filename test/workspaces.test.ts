import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { workspaceFaults } from './workspaces.mjs'

test('a folder without package.json and a workspace without types are named, with what to do', () => {
  const root = mkdtempSync(join(tmpdir(), 'workspaces-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const packageOf = (folder: string, scripts: object) => {
    mkdirSync(join(root, folder), { recursive: true })
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ scripts }))
  }
  packageOf('apps/good', { types: 'tsc --noEmit' })
  packageOf('packages/untyped', { test: 'vitest' })
  mkdirSync(join(root, 'packages/left-behind/node_modules'), { recursive: true })
  writeFileSync(join(root, 'apps/.DS_Store'), '')
  expect(workspaceFaults(root).sort()).toEqual([
    'packages/left-behind has no package.json: delete the folder, or add the file',
    'packages/untyped/package.json has no script “types”',
  ])
})

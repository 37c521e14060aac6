import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const NOBODY = 65_534

test('a user who may not write in a folder in which something has to be made is told so in one line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quillwire-read-only-'))
  const permit = (mode: number) => {
    for (const path of [folder, join(folder, 'apps')]) chmodSync(path, mode)
  }
  onTestFinished(() => {
    permit(0o777)
    rmSync(folder, { recursive: true, force: true })
  })
  const bootstrap = join(folder, 'apps/launcher/bootstrap')
  cpSync(fileURLToPath(new URL('../bootstrap', import.meta.url)), bootstrap, { recursive: true })
  permit(0o555)
  // Root may write everywhere.
  const other = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const requireWritable = (path: string) =>
    spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const { requireWritable } = await import(process.argv[1]); requireWritable(process.argv[2])`,
        join(bootstrap, 'programs.mjs'),
        path,
      ],
      { ...other, cwd: '/', encoding: 'utf8' },
    )
  const { status, stderr } = requireWritable('apps/web/.next/.fingerprint')
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: `This version is not installed or built yet, and this user may not write in ${folder}. Run npm run build there as a user who may.\n`,
  })
  permit(0o777)
  expect(requireWritable('a/new/file')).toMatchObject({ status: 0, stderr: '' })
})

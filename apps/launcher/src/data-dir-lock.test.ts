import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'

const MODULE = new URL('data-dir-lock.ts', import.meta.url).href

test('of launchers that start at the same moment, only one has the folder', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'quillwire-lock-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  // All of them wait for the same moment, and then for the others to have tried.
  const program = `
    const { lockDataDir } = await import('${MODULE}')
    process.stdout.write('r')
    process.stdin.once('data', () => {
      try { lockDataDir(process.argv[1]); console.log('has it') } catch { console.log('refused') }
    })`
  // The holder of a lock is recognized as a launcher by its command line.
  const starts = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program, dataDir, 'launcher'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  )
  const said = starts.map(({ stdout }) => text(stdout))
  await Promise.all(starts.map(({ stdout }) => new Promise((done) => stdout.once('readable', done))))
  for (const { stdin } of starts) stdin.write('now')
  await Promise.all(starts.map(({ stdout }) => new Promise((done) => stdout.once('data', done))))
  for (const { stdin } of starts) stdin.end()
  const ends = (await Promise.all(said)).map((words) => words.includes('has it'))
  expect(ends.filter(Boolean)).toHaveLength(1)
})

import { expect, test } from 'vitest'
import { createOutput } from './output.ts'

const ENTRY = '{"level":"warn","time":"2026-11-21T02:03:04.005Z","process":"web","msg":"slow","ms":1200}'

function written(readable: boolean, ...lines: string[]): string {
  let text = ''
  const output = createOutput((part) => {
    text += part
  }, readable)
  for (const line of lines) output.line('collab', line)
  return text
}

test('elsewhere than in a terminal every line is JSON with its process', () => {
  const [entry, words] = written(false, ENTRY, '', 'plain words').trim().split('\n')
  expect(entry).toBe(ENTRY)
  expect(JSON.parse(words ?? '')).toMatchObject({ level: 'info', process: 'collab', msg: 'plain words' })
})

test('in a terminal a line is short, and a stack stays a stack', () => {
  const error = '{"level":"error","process":"web","msg":"no","err":{"stack":"Error: no\\n    at here"}}'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken out
  const plain = written(true, ENTRY, error).replaceAll(/\x1b\[\d+m/g, '')
  expect(plain).toBe('02:03:04 web      slow ms=1200\n web      no\nError: no\n    at here\n')
})

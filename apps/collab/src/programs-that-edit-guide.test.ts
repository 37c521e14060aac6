/** The programs of docs/guides/programs-that-edit.md, run as they stand there. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createApiKey } from '@quillwire/core/api-keys/create-api-key'
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { jsonToMarkdown, readJson } from '@quillwire/editor'
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { openTestOffice, PATIENCE } from './testing/office.ts'

const guide = await readFile(new URL('../../../docs/guides/programs-that-edit.md', import.meta.url), 'utf8')
const [writer = '', reader = ''] = [...guide.matchAll(/```js\n([\s\S]*?)```/g)].map(
  ([, program = '']) => program,
)

const office = await openTestOffice()
const { services, ada } = office

afterEach(() => office.leave())
afterAll(() => office.close())

async function start(program: string, documentId: string, base: string, key: string) {
  const running = spawn(
    process.execPath,
    ['--input-type=module', '--eval', program, '--', 'program.mjs', documentId],
    {
      cwd: new URL('..', import.meta.url),
      env: { ...process.env, QUILLWIRE_URL: base.replace('ws', 'http'), QUILLWIRE_KEY: key },
    },
  )
  onTestFinished(() => void running.kill())
  const printed: string[] = []
  for (const stream of [running.stdout, running.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => printed.push(text))
  return { printed: () => printed.join(''), ended: once(running, 'close').then(([code]) => code) }
}

async function setUp() {
  const { base } = await office.serve()
  const documentId = await createDocument(ada, { markdown: 'Links' })
  const keyFor = async (...scopes: ('documents:read' | 'documents:write')[]) =>
    (await createApiKey(ada, { name: 'Link checker', scopes })).key
  const text = async () => jsonToMarkdown(readJson(await loadDocument(services.database, documentId)))
  return { base, documentId, keyFor, text }
}

test('the guide’s writer writes a line and ends once that is stored; its reader prints it', async () => {
  const { base, documentId, keyFor, text } = await setUp()
  const printer = await start(reader, documentId, base, await keyFor('documents:read'))
  await vi.waitFor(() => expect(printer.printed()).toContain('Links'), PATIENCE)
  const bot = await start(writer, documentId, base, await keyFor('documents:write'))
  expect(await bot.ended).toBe(0)
  expect(bot.printed()).toBe('')
  expect(await text()).toBe('Links\n\nAll links work.\n')
  await vi.waitFor(() => expect(printer.printed()).toContain('All links work.'), PATIENCE)
})

test('the guide’s writer says why it may not write, or is not let in, and ends', async () => {
  const { base, documentId, keyFor, text } = await setUp()
  const visitor = await start(writer, documentId, base, await keyFor('documents:read'))
  expect(await visitor.ended).toBe(1)
  expect(visitor.printed()).toBe('Not taken: may_not_write\n')
  const stranger = await start(writer, documentId, base, 'qw_unknown')
  expect(await stranger.ended).toBe(1)
  expect(stranger.printed()).toBe('Not let in: api_key_invalid\n')
  expect(await text()).toBe('Links\n')
})

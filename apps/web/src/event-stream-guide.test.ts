/** The program of docs/guides/event-stream.md, run as it stands there. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openOffice } from './testing/office.ts'
import { startStreamServer } from './testing/stream-server.ts'

const { database } = await testDatabase()
const guide = await readFile(new URL('../../../docs/guides/event-stream.md', import.meta.url), 'utf8')

const program = /## A consumer in Node[\s\S]*?```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? ''

async function open() {
  const { url } = await startStreamServer(database)
  const office = await openOffice(database, url)
  const start = (code = program) => {
    const consumer = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      env: { ...process.env, QUILLWIRE_URL: url, QUILLWIRE_KEY: office.key.headers.authorization.slice(7) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void consumer.kill())
    const printed: string[] = []
    consumer.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(...text.trim().split('\n')))
    return { consumer, printed }
  }
  return { office, start }
}

test('the guide’s consumer prints events as they happen, and goes on where it was after a restart', async () => {
  const { office, start } = await open()
  const first = start()
  await office.ask('POST', '/documents', { title: 'Plan' })
  await vi.waitFor(() => expect(first.printed).toEqual(['document.created Plan']))
  await vi.waitFor(async () =>
    expect(await database.prisma.delivery.count({ where: { eventType: 'document.created' } })).toBe(1),
  )
  first.consumer.kill()
  await office.ask('POST', '/documents', { title: 'Minutes' })
  const second = start()
  await vi.waitFor(() => expect(second.printed).toEqual(['document.created Minutes']))
})

test('an event that the guide’s consumer fails at is sent again, with those after it', async () => {
  const { office, start } = await open()
  await office.ask('POST', '/documents', { title: 'Plan' })
  await office.ask('POST', '/documents', { title: 'Minutes' })
  await office.ask('POST', '/documents', { title: 'Offer' })
  const failing = program.replace(
    /(?<=async function handle\(event\) {\n)/,
    `  if (event.data.document.title === 'Minutes' && !globalThis.failed) {
       console.log('failed')
       globalThis.failed = true
       throw new Error('as the test wishes')
     }\n`,
  )
  const { printed } = start(failing)
  const created = (title: string) => `document.created ${title}`
  await vi.waitFor(() =>
    expect(printed).toEqual([created('Plan'), 'failed', created('Minutes'), created('Offer')]),
  )
})

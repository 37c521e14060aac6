/** The programs in README.md and docs/webhooks.md that receive a webhook, run as they are printed there. */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  newSigningSecret,
  newWebhookSecret,
  publicKeyOf,
  sign,
  signingKey,
} from '@quillwire/webhooks/signing'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const programsOf = (page: string) =>
  [...readFileSync(root + page, 'utf8').matchAll(/^( *)```js\n([\s\S]*?)^\1```/gm)].map(
    ([, , code = '']) => code,
  )
const [receiver = ''] = programsOf('README.md')
const [byLibrary = '', byPublicKey = '', signing = ''] = programsOf('docs/webhooks.md')

const secret = newWebhookSecret()
/** Long enough to come in parts, and made of letters of three bytes, so that two of three parts end within a letter. */
const body = JSON.stringify({ type: 'document.saved', data: { document: { title: '€'.repeat(200_000) } } })
const headers = { ...sign('evt_1', new Date(), body, [signingKey(newWebhookSecret()), signingKey(secret)]) }

/** What the program prints, run with the constants of `given` before it. */
function run(given: object, program: string, print: string): string {
  const names = Object.entries(given).map(([name, value]) => `const ${name} = ${JSON.stringify(value)}\n`)
  const input = `${names.join('')}${program}\n${print}`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module'], {
    cwd: root,
    input,
    encoding: 'utf8',
  })
  return stdout.trim() || stderr
}

test('README: the receiver takes what is signed, even if it comes in many parts, and refuses the rest', async () => {
  const listening = receiver.replace(
    '.listen(4000)',
    '.listen(0, function () { console.log(this.address().port) })',
  )
  const program = spawn(process.execPath, ['--input-type=module', '--eval', listening], {
    cwd: root,
    env: { ...process.env, SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void program.kill())
  const port = await new Promise((done) => program.stdout.once('data', (text) => done(Number(text))))

  const answerTo = async (text: string) =>
    (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: text })).status
  expect(await answerTo(body)).toBe(204)
  expect(await answerTo(`${body} `)).toBe(400)
})

test('webhooks: with the library', () => {
  const program = byLibrary.replace('whsec_…', secret)
  expect(run({ body, headers }, program, 'console.log(event.type)')).toBe('document.saved')
  expect(run({ body: `${body} `, headers }, program, 'console.log(event.type)')).toContain('No matching')
})

test('webhooks: with the public key', () => {
  const own = newSigningSecret('v1a')
  const program = byPublicKey.replace('…after whpk_…', publicKeyOf(own).slice('whpk_'.length))
  const signed = { ...sign('evt_1', new Date(), body, [signingKey(own), signingKey(secret)]) }
  expect(run({ body, headers: signed }, program, 'console.log(good)')).toBe('true')
  expect(run({ body: `${body} `, headers: signed }, program, 'console.log(good)')).toBe('false')
  expect(run({ body, headers }, program, 'console.log(good)')).toBe('false')
})

test('webhooks: a test of one’s own signs as Quillwire does', () => {
  const program = signing.replace('whsec_…', secret)
  const print = `console.log(new Webhook('${secret}').verify(body, headers).type)`
  expect(run({ body }, program, print)).toBe('document.saved')
})

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newSigningSecret, publicKeyOf, sign, signingKey } from '@quillwire/webhooks/signing'
import { describe, expect, onTestFinished, test } from 'vitest'

const guide = readFileSync(new URL('../docs/guides/verifying.md', import.meta.url), 'utf8')
const [page = '', withPublicKey = ''] = guide.split('## With the public key')
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`
const secret = newSecret()
const body = JSON.stringify({ type: 'document.saved', data: { document: { title: 'Grüße 🎉' } } })

interface Language {
  name: string
  /** The language after the fence of its block on the page. */
  fence: string
  command: string
  file: string
  before?: string
  /** Reads headers and body from standard input, and says the event's type. */
  after: string
}

const languages: Language[] = [
  {
    name: 'Node',
    fence: 'js',
    command: process.execPath,
    file: 'verify.mjs',
    after: `import { readFileSync } from 'node:fs'
const given = JSON.parse(readFileSync(0, 'utf8'))
console.log(verify(given.headers, Buffer.from(given.body)).type)`,
  },
  {
    name: 'Python',
    fence: 'python',
    command: 'python3',
    file: 'verify.py',
    after: `import sys
given = json.loads(sys.stdin.buffer.read())
print(verify(given["headers"], given["body"].encode())["type"])`,
  },
  {
    name: 'PHP',
    fence: 'php',
    command: 'php',
    file: 'verify.php',
    before: '<?php',
    // The names that getallheaders() gives them under FPM.
    after: `$given = json_decode(file_get_contents('php://stdin'), true);
$headers = array_combine(array_map(fn($name) => ucwords($name, '-'), array_keys($given['headers'])), $given['headers']);
echo verify($headers, $given['body'], getenv('SECRET'))['type'];`,
  },
  {
    name: 'Ruby',
    fence: 'ruby',
    command: 'ruby',
    file: 'verify.rb',
    after: `given = JSON.parse($stdin.read.force_encoding('UTF-8'))
# Headers of Rails and of WEBrick can be asked for one by one, and are no Hash.
headers = Object.new
headers.define_singleton_method(:[]) { |name| given['headers'][name] }
puts verify(headers, given['body'])['type']`,
  },
]

function run(language: Language, headers: object) {
  const said = runOn(page, language, { headers, body })
  return said.includes('document.saved') ? 'verified' : said
}

/** The output of the program that this part of the page and the language's own lines make up. */
function runOn(part: string, { fence, command, file, before = '', after }: Language, input: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'verifying-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [, code = ''] = part.match(new RegExp(`\`\`\`${fence}\n(.*?)\`\`\``, 's')) ?? []
  writeFileSync(join(folder, file), `${before}\n${code}\n${after}\n`)
  const { stdout, stderr } = spawnSync(command, [join(folder, file)], {
    input: JSON.stringify(input),
    env: { ...process.env, SECRET: secret },
    encoding: 'utf8',
  })
  return stderr + stdout
}

const isHere = (command: string, ...more: string[]) => spawnSync(command, [...more, '--version']).status === 0
const signed = (at: Date, ...secrets: string[]) => ({ ...sign('evt_1', at, body, secrets.map(signingKey)) })

describe.each(languages)('what the page says for $name', (language) => {
  test.skipIf(!isHere(language.command))('lets through what is signed, and nothing else', () => {
    const now = new Date()
    expect(run(language, signed(now, secret))).toBe('verified')
    // While a secret is being rotated, the signature of the new one comes first.
    expect(run(language, signed(now, newSecret(), secret))).toBe('verified')
    expect(run(language, signed(now, newSecret()))).toContain('not signed by Quillwire')
    expect(run(language, signed(new Date(now.getTime() - 600_000), secret))).toContain('too old')
  })
})

const byPublicKey: Language[] = [
  {
    name: 'Python',
    fence: 'python',
    command: 'python3',
    file: 'verify.py',
    after: `import json, sys
given = json.loads(sys.stdin.buffer.read())
print(*[is_signed(given["signed"].encode(), one, given["key"]) for one in given["signatures"]])`,
  },
  {
    name: 'PHP',
    fence: 'php',
    command: 'php',
    file: 'verify.php',
    before: '<?php',
    after: `$given = json_decode(file_get_contents('php://stdin'), true);
$isSigned = fn($one) => isSigned($given['signed'], $one, $given['key']) ? 'true' : 'false';
echo join(' ', array_map($isSigned, $given['signatures']));`,
  },
  {
    name: 'Ruby',
    fence: 'ruby',
    command: 'ruby',
    file: 'verify.rb',
    after: `require 'json'
given = JSON.parse($stdin.read.force_encoding('UTF-8'))
puts given['signatures'].map { |one| signed?(given['signed'], one, given['key']) }.join(' ')`,
  },
]
const libraries: Record<string, string[]> = { Python: ['-c', 'import nacl'] }

describe.each(byPublicKey)('what the page says for $name with the public key', (language) => {
  const { name, command } = language
  test.skipIf(!isHere(command, ...(libraries[name] ?? [])))(
    'says of each signature whether it is ours',
    () => {
      const now = new Date()
      const [ours, other] = [newSigningSecret('v1a'), newSigningSecret('v1a')]
      const headers = sign('evt_1', now, body, [ours, other, secret].map(signingKey))
      const signatures = [...headers['webhook-signature'].split(' '), 'v1a,', 'v1a,AAAA', 'v2,x']
      const signed = `evt_1.${headers['webhook-timestamp']}.${body}`
      const said = runOn(withPublicKey, language, { signed, signatures, key: publicKeyOf(ours) })
      expect(said.trim().toLowerCase()).toBe('true false false false false false')
    },
  )
})

/** `npm run change-email`, beside a Quillwire that runs. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { takeAccountMails } from '@quillwire/core/identity/account-mail'
import { createAuth } from '@quillwire/core/identity/auth'
import { testServices } from '@quillwire/core/testing/services'
import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { expect, test } from 'vitest'

const { database, url } = await testDatabase()
const auth = createAuth(testServices(database), {
  signUp: 'open',
  sendsMail: false,
  logger: createLogger('test', 'silent'),
})
const password = 'correct horse'
for (const email of ['ada@example.com', 'jonas@example.com', 'eva@example.com'])
  await auth.api.signUpEmail({ body: { name: 'Somebody', email, password } })

function changeEmail(args: string[], env: Record<string, string> = {}) {
  const main = fileURLToPath(new URL('./change-email.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: url,
      SECRET: 'x'.repeat(32),
      ...env,
    },
    timeout: 60_000,
    encoding: 'utf8',
  })
  return { code: status, text: stdout + stderr }
}

async function told() {
  const addresses: string[] = []
  await takeAccountMails(database, async (_, { kind, email }) => void addresses.push(`${kind} ${email}`))
  return addresses
}

test('an address that is taken, unknown, the same or none at all is reported in one line, and changes nothing', async () => {
  for (const [args, words] of [
    [['ada@example.com', 'Jonas@example.com'], /^Another account has the address jonas@example\.com\./],
    [['mia@example.com', 'mia@example.org'], /^Nobody signs in here with the address mia@example\.com\./],
    [['ada@example.com', 'Ada@Example.com'], /^The account of ada@example\.com already has this address\./],
    [['ada@example.com', 'ada'], /^ada is not an e-mail address/],
    [['ada@example.com'], /^Give the present address of an account/],
    [['ada@example.com', 'b@example.com', 'c@example.com'], /^Give the present address of an account/],
  ] as const)
    expect(changeEmail([...args])).toEqual({ code: 1, text: expect.stringMatching(words) })
  await auth.api.signInEmail({ body: { email: 'ada@example.com', password } })
})

test('the person signs in with the new address; the old one is told where mail is sent', async () => {
  const { code, text } = changeEmail(['Eva@example.com', 'Eva@example.org'])
  expect(text).toBe(
    'The account of Eva@example.com now has the address eva@example.org. The person signs in with that and their present password.\n',
  )
  expect(code).toBe(0)
  await auth.api.signInEmail({ body: { email: 'eva@example.org', password } })
  await expect(auth.api.signInEmail({ body: { email: 'eva@example.com', password } })).rejects.toThrow()
  expect(await told()).toEqual([])
  const mailing = { SMTP_URL: 'smtp://127.0.0.1:1' }
  expect(changeEmail(['eva@example.org', 'eva@example.net'], mailing).code).toBe(0)
  expect(await told()).toEqual(['email_changed eva@example.org'])
})

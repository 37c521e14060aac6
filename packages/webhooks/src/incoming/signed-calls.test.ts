import { type TestWorkspace, testWorkspace } from '@quillwire/core/testing/test-workspace'
import { testDatabase } from '@quillwire/database/testing'
import { Webhook } from 'standardwebhooks'
import { beforeAll, describe, expect, test } from 'vitest'
import { testHook } from '../testing/hook.ts'
import { revealSigningSecret } from './reveal-signing-secret.ts'
import { updateHook } from './update-hook.ts'

let workspace: TestWorkspace

beforeAll(async () => {
  const { database } = await testDatabase()
  workspace = await testWorkspace(database)
})

const refusal = (code: string) => expect.objectContaining({ code })

describe('signed calls', () => {
  const body = '{"markdown":"ünder seal"}'
  const signed = (secret: string, at = new Date(), id = `msg_${Math.random()}`, text = body) => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': `v1a,x ${new Webhook(secret).sign(id, at, text)}`,
  })

  test('are taken when the signature of the standard’s own package fits', async () => {
    const hook = await testHook(workspace, { signed: true })
    const secret = String(hook.signingSecret)
    expect(await revealSigningSecret(workspace.owner, { id: hook.id })).toEqual({ secret })
    const call = (headers: Record<string, string>, text = body) =>
      hook.call({ body: text, type: 'application/json', headers })
    await call(signed(secret))
    expect(await hook.text()).toBe('Start\n\nünder seal\n')
    await expect(call({})).rejects.toThrow(refusal('signature_missing'))
    await expect(call(signed(secret), `${body} `)).rejects.toThrow(refusal('signature_invalid'))
    await expect(call(signed(`whsec_${Buffer.alloc(32).toString('base64')}`))).rejects.toThrow(
      refusal('signature_invalid'),
    )
    await expect(call({ ...signed(secret), 'webhook-id': 'another' })).rejects.toThrow(
      refusal('signature_invalid'),
    )
    const after = (seconds: number) => new Date(Date.now() + seconds * 1000)
    for (const seconds of [-310, 310])
      await expect(call(signed(secret, after(seconds)))).rejects.toThrow(refusal('signature_too_old'))
    expect(await hook.text()).toBe('Start\n\nünder seal\n')
    for (const seconds of [-280, 280]) await call(signed(secret, after(seconds)))
    await updateHook(workspace.owner, { id: hook.id, signed: true, name: 'Saved again' })
    await call(signed(secret))
    await updateHook(workspace.owner, { id: hook.id, signed: false })
    await call({})
  })
})

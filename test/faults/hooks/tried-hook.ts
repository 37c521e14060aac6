/** An incoming hook with many senders, whose admins change it all the time. */
import type { Context } from '@quillwire/core'
import {
  createHook,
  type IncomingHookDetails,
  revealSigningSecret,
  revokeHook,
  rotateSigningSecret,
  rotateToken,
  updateHook,
} from '@quillwire/webhooks/incoming'
import { Webhook } from 'standardwebhooks'
import type { Random } from '../fuzz/random.ts'

export interface CallResult {
  token: string
  begun: number
  ended: number
  status: number
  /** The code of a refusal. */
  code: string | undefined
  callId: string | null
  repeated: boolean
}

/** A message of one sender, and the answers to its calls. */
export interface HookMessage {
  word: string
  results: CallResult[]
}

export interface TriedHook {
  readonly id: string
  /** Whether it always keeps a section up to date. */
  readonly setsBlock: boolean
  readonly messages: readonly HookMessage[]
  /** For each token, the times between which it certainly worked, and might have worked. */
  readonly tokens: ReadonlyMap<string, { from: number; lastSure: number; to: number }>
  send(): Promise<void>
  /** Makes one change as an admin. */
  change(by: Context): Promise<unknown>
}

interface Options {
  maker: Context
  documentId: string
  setsBlock: boolean
  rateLimit: number
  call(request: Request): Promise<Response>
  random: Random
}

let words = 0

export async function triedHook({
  maker,
  documentId,
  setsBlock,
  rateLimit,
  call,
  random,
}: Options): Promise<TriedHook> {
  const made = await createHook(maker, {
    documentId,
    name: 'Build',
    rateLimit,
    ...(setsBlock ? { action: 'set_block' as const, block: 'Status' } : {}),
  })
  const { id } = made
  const tokenOf = ({ url }: { url: string | null }) => String(url).split('/').at(-1) ?? ''
  let token = tokenOf(made)
  let secret: string | null = null
  const messages: HookMessage[] = []
  const tokens = new Map([[token, { from: Date.now(), lastSure: Infinity, to: Infinity }]])

  /** A change that ends the URL. */
  async function ending(change: () => Promise<IncomingHookDetails>) {
    const last = tokens.get(token)
    if (last) last.lastSure = Math.min(last.lastSure, Date.now())
    const { url, status } = await change()
    if (last) last.to = Math.min(last.to, Date.now())
    if (status === 'revoked') return
    token = tokenOf({ url })
    tokens.set(token, { from: Date.now(), lastSure: Infinity, to: Infinity })
  }

  const sign = async (signed: boolean, by: Context) => {
    await updateHook(by, { id, signed })
    secret = signed ? (await revealSigningSecret(by, { id })).secret : null
  }

  function body(word: string): [string, string] {
    return random.pick<[string, string]>([
      ['text/plain', `${word} said`],
      ['text/markdown', `**${word}** *said*`],
      ['application/json', JSON.stringify({ markdown: `- ${word} said` })],
      ['application/json', JSON.stringify({ text: `*${word}* said <https://example.com|there>` })],
      ['application/json', JSON.stringify({ build: { name: word } })],
    ])
  }

  async function once(message: HookMessage, [type, text]: [string, string], key: string | null) {
    const at = new Date()
    const used = token
    const messageId = key ?? (secret ? message.word : null)
    const headers: Record<string, string> = { 'content-type': type }
    if (messageId) headers[secret ? 'webhook-id' : 'idempotency-key'] = messageId
    if (secret && messageId) {
      headers['webhook-timestamp'] = String(Math.floor(at.getTime() / 1000))
      headers['webhook-signature'] = new Webhook(secret).sign(messageId, at, text)
    }
    const slow = random.chance(0.3) ? random.below(200) : undefined
    const request = new Request(`http://localhost/api/v1/hooks/${used}`, {
      method: 'POST',
      headers,
      body: slow === undefined ? text : inTwoParts(text, slow),
      duplex: 'half',
    } as RequestInit) // the type does not allow streams
    const begun = Date.now()
    const response = await call(request)
    const answer = await response.text()
    message.results.push({
      token: used,
      begun,
      ended: Date.now(),
      status: response.status,
      code: response.ok ? undefined : JSON.parse(answer).code,
      callId: response.headers.get('quillwire-call-id'),
      repeated: response.headers.has('idempotent-replayed'),
    })
  }

  const changes: ((by: Context) => Promise<unknown>)[] = [
    (by) => ending(() => rotateToken(by, { id })),
    (by) => ending(() => rotateToken(by, { id })),
    (by) => ending(() => revokeHook(by, { id })),
    (by) =>
      updateHook(by, {
        id,
        template: random.pick([null, 'Built {{build.name}}', '{{build.name | default: "no"}}']),
      }),
    (by) => updateHook(by, { id, template: null }),
    (by) => sign(random.chance(0.5), by),
    (by) => sign(false, by),
    async (by) => {
      if (secret) secret = (await rotateSigningSecret(by, { id })).signingSecret
    },
    (by) => updateHook(by, { id, name: random.pick(['Build', 'News']) }),
    ...(setsBlock
      ? []
      : [(by: Context) => updateHook(by, { id, action: random.pick(['append', 'prepend', 'comment']) })]),
  ]

  return {
    id,
    setsBlock,
    messages,
    tokens,
    async send() {
      const message: HookMessage = { word: `hookx${words++};`, results: [] }
      messages.push(message)
      const given = body(message.word)
      const key = random.chance(0.6) ? `key of ${message.word}` : null
      if (!key) return await once(message, given, null)
      await Promise.all(Array.from({ length: 1 + random.below(3) }, () => once(message, given, key)))
      for (let again = 0; again < 2 && message.results.every(({ status }) => status > 299); again++)
        await once(message, given, key)
    },
    change: (by) => random.pick(changes)(by),
  }
}

function inTwoParts(text: string, ms: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, 5))
      await new Promise((done) => setTimeout(done, ms))
      controller.enqueue(bytes.subarray(5))
      controller.close()
    },
  })
}

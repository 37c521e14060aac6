/** The limit: signed requests of undici over 64 connections, with nothing read from or written to a database. */
import { newWebhookSecret, sign, signingKey } from '@quillwire/webhooks/signing'
import { Pool } from 'undici'

const CONNECTIONS = 64
const { SINK = '', BODY = '', REQUESTS = '0', WARM_UP = '0' } = process.env
const pool = new Pool(SINK, { connections: CONNECTIONS })
const key = signingKey(newWebhookSecret())
let left = 0

async function sendAll() {
  while (left > 0) {
    left -= 1
    const { body } = await pool.request({
      path: '/',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'limit',
        ...sign(`evt_${left}`, new Date(), BODY, [key]),
      },
      body: BODY,
    })
    await body.dump()
  }
}

async function send(requests: number) {
  left = requests
  await Promise.all(Array.from({ length: CONNECTIONS }, sendAll))
}

process.once('message', async () => {
  await send(Number(WARM_UP))
  const start = performance.now()
  const before = process.cpuUsage()
  await send(Number(REQUESTS))
  const { user, system } = process.cpuUsage(before)
  process.send?.({ ms: performance.now() - start, cpuMicroseconds: user + system })
})
process.send?.('ready')

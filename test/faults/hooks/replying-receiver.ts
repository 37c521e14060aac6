/** A receiver that answers deliveries with replies, the same for each attempt of one, and fails now and then. */
import type { ServerResponse } from 'node:http'
import { type Receiver, startReceiver } from '../../../packages/webhooks/src/testing/receiver.ts'
import type { Random } from '../fuzz/random.ts'

export const replyTo = (webhookId: string) => `replyx${webhookId.slice(4)};`

export async function startReplyingReceiver(random: Random): Promise<Receiver & { heal(): void }> {
  let healed = false
  function answer(response: ServerResponse, path: string, webhookId: string) {
    if (!healed && random.chance(0.15)) return response.destroy()
    if (!healed && random.chance(0.15)) return response.writeHead(500).end()
    const text = replyTo(webhookId)
    const reply = path.endsWith('comment') ? { comment: text } : { append: text }
    response.end(JSON.stringify({ reply }))
  }
  const receiver = await startReceiver((_request, response, { path, headers }) => {
    setTimeout(answer, random.below(60), response, path, String(headers['webhook-id']))
  })
  return {
    ...receiver,
    heal() {
      healed = true
    },
  }
}

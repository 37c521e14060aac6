/** What all server-sent event answers have in common. */
import { z } from '@hono/zod-openapi'

export const streamAnswer = {
  description: 'The stream.',
  content: { 'text/event-stream': { schema: z.string() } },
}

/** No proxy on the way may buffer or compress the stream: that would delay it. */
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

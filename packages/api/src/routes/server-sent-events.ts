/** What answers by server-sent events have in common. */
import { z } from '@hono/zod-openapi'

export const streamAnswer = {
  description: 'The stream.',
  content: { 'text/event-stream': { schema: z.string() } },
}

/** Nothing on the way is to gather what is sent, or to pack it: that would hold it up. */
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

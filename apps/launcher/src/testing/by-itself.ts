/** A program like web, collab and worker, but one that does not need the database before the first request. */
import { createServer } from 'node:http'
import { runProcess } from '@quillwire/core/run-process'

await runProcess('small', async () => ({
  server: createServer((_request, response) => void response.end('hello')),
  drain: async () => {},
}))

import { spawn } from 'node:child_process'
import { freePort } from '@quillwire/database/embedded'

/** The benchmark's own Redis, which stores nothing. */
export async function startRedis() {
  const port = await freePort()
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.stdout.on('data', (text) => String(text).includes('Ready to accept') && done())
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      const ended = new Promise((done) => server.once('exit', done))
      server.kill('SIGTERM')
      await ended
    },
  }
}

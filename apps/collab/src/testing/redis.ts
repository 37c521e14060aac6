import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@quillwire/database/embedded'
import { Redis } from 'ioredis'

/** A Redis of the test's own, on a free port, that can be taken away and brought back. */
export async function startRedis() {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'quillwire-redis-'))
  let server: ChildProcess | undefined

  async function start() {
    server = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
      {
        stdio: 'ignore',
      },
    )
    const failed = new Promise<never>((_, fail) =>
      server?.once('error', (cause) =>
        fail(
          new Error('redis-server is not installed: npm test installs it, or the package of your system', {
            cause,
          }),
        ),
      ),
    )
    const redis = new Redis(port, '127.0.0.1', { retryStrategy: () => 30 })
    redis.on('error', () => {})
    await Promise.race([redis.ping(), failed])
    redis.disconnect()
  }

  async function away() {
    const ended = new Promise((done) => server?.once('exit', done))
    server?.kill('SIGKILL')
    await ended
  }

  async function call(name: string, ...command: (string | number)[]) {
    const redis = new Redis(port, '127.0.0.1')
    await redis.call(name, ...command)
    redis.disconnect()
  }
  const client = (...command: (string | number)[]) => call('CLIENT', ...command)

  /** Ends every connection that is not subscribed to anything. Their clients may reconnect at once. */
  const silence = () => client('KILL', 'TYPE', 'normal')

  /** A URL with a user of its own, who may do everything until something is taken away. */
  async function urlOfUser(user: string) {
    await call('ACL', 'SETUSER', user, 'reset', 'on', '>secret', '~*', '&*', '+@all')
    return `redis://${user}:secret@127.0.0.1:${port}`
  }

  /** @param rule as `ACL SETUSER` takes it: `-subscribe` takes away the right to that command, `+subscribe` returns it. */
  const allow = (user: string, rule: string) => call('ACL', 'SETUSER', user, rule)

  /** Makes it a replica of another one, as a fail-over does. Connections to it stay. */
  async function follow(primary: string) {
    const { hostname, port: primaryPort } = new URL(primary)
    await call('REPLICAOF', hostname, primaryPort)
  }

  /** Makes it a primary again. */
  const lead = () => call('REPLICAOF', 'NO', 'ONE')

  /** Until `passMessages`, subscribers hear nothing, and nothing is lost. */
  const holdMessages = () => client('PAUSE', 60_000, 'WRITE')
  const passMessages = () => client('UNPAUSE')

  /** From now on it answers nobody, though its connections stay. */
  function hang() {
    server?.kill('SIGSTOP')
  }

  function goOn() {
    server?.kill('SIGCONT')
  }

  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    away,
    silence,
    urlOfUser,
    allow,
    follow,
    lead,
    holdMessages,
    passMessages,
    hang,
    goOn,
    async stop() {
      await away()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

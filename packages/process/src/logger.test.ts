import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createLogger } from './index.ts'

test('a line names its process and leaves secrets out', () => {
  const lines: string[] = []
  const log = createLogger('web', 'info', { write: (line) => void lines.push(line) })
  log.info(
    {
      headers: { authorization: 'Bearer qw_x', cookie: 'c', 'set-cookie': 'c', accept: '*/*' },
      body: { user: { password: 'p' } },
      secret: 's',
      token: 't',
    },
    'asked',
  )
  log.debug('not at this level')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'info',
    process: 'web',
    msg: 'asked',
    headers: {
      authorization: '[redacted]',
      cookie: '[redacted]',
      'set-cookie': '[redacted]',
      accept: '*/*',
    },
    body: { user: { password: '[redacted]' } },
    secret: '[redacted]',
    token: '[redacted]',
  })
})

test('it keeps what went wrong and where of an error, and nothing of what was being written', () => {
  const lines: string[] = []
  const log = createLogger('collab', 'info', { write: (line) => void lines.push(line) })
  // What PostgreSQL's client adds to its errors: the connection with its present query, the row, a piece of the text.
  const error = Object.assign(new Error('terminating connection', { cause: new Error('shut down') }), {
    code: '57P01',
    table: 'document_blocks',
    detail: 'Failing row contains (our plans).',
    where: 'JSON data, line 1: our plans',
    client: { activeQuery: { values: ['our plans'] } },
  })
  log.warn({ err: new AggregateError([error], 'several') }, 'not saved')
  log.warn({ err: error }, 'not saved')
  const [several, one] = lines.map((line) => JSON.parse(line))
  expect(lines.join()).not.toContain('our plans')
  expect(one.err).toEqual({
    type: 'Error',
    message: 'terminating connection: shut down',
    stack: expect.stringContaining('logger.test.ts'),
    code: '57P01',
    table: 'document_blocks',
  })
  expect(several.err).toMatchObject({ message: 'several', errors: [{ code: '57P01' }] })
  log.warn({ err: 'only words' }, 'not saved')
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({ err: 'only words' })
})

test.each<[string, () => unknown]>([
  [
    'a value of the wrong kind',
    () => databaseError('invalid input syntax for type uuid: "our "secret"\nplans"', '22P02'),
  ],
  [
    'Prisma, which says so in words of its own',
    () => databaseError('Invalid input value: "our plans"', 'P2007'),
  ],
  ['text that is no JSON', () => thrown(() => JSON.parse('our plans'))],
  [
    'the cause of another one',
    () => new Error('not saved', { cause: databaseError('value "our plans" is …', '22003') }),
  ],
])('what an error quotes of its input is left out: %s', (_name, error) => {
  const lines: string[] = []
  const log = createLogger('collab', 'info', { write: (line) => void lines.push(line) })
  log.warn({ err: error() }, 'not saved')
  expect(lines.join()).not.toContain('plans')
  expect(JSON.parse(lines[0] ?? '').err).toMatchObject({
    message: expect.stringContaining('"…"'),
    stack: expect.stringContaining('logger.test.ts'),
  })
})

test('when Prisma cannot make a query, what is wrong is kept of its message, and not the query', () => {
  const lines: string[] = []
  const log = createLogger('collab', 'info', { write: (line) => void lines.push(line) })
  const error = new Error(
    'Invalid invocation:\n\n{ data: { title: "our plans" } }\n\nArgument `id` is missing.',
  )
  error.name = 'PrismaClientValidationError'
  log.warn({ err: error }, 'not saved')
  expect(lines.join()).not.toContain('plans')
  expect(JSON.parse(lines[0] ?? '').err.message).toBe('Argument `id` is missing.')
})

test('an error that is its own cause is logged like any other', () => {
  const lines: string[] = []
  const log = createLogger('collab', 'info', { write: (line) => void lines.push(line) })
  const error = new Error('turns in a circle')
  error.cause = error
  log.warn({ err: error }, 'not saved')
  expect(JSON.parse(lines[0] ?? '').err.message).toContain('turns in a circle')
})

function databaseError(message: string, code: string) {
  return Object.assign(new Error(message), { code })
}

function thrown(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

test('a disk that is full ends no program that logs to it', async () => {
  const logger = new URL('./logger.ts', import.meta.url)
  const program = `import { createLogger } from '${logger}'
    const log = createLogger('collab', 'info')
    for (let i = 0; i < 3; i++) log.info('said to nobody')
    process.stderr.write('still here')`
  const command = [process.execPath, '--input-type=module', '--eval', program]
  const child = spawn('sh', ['-c', 'exec "$@" >/dev/full', 'sh', ...command])
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(said).toBe('still here')
  expect(code).toBe(0)
})

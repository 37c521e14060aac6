import { expect, test } from 'vitest'
import { createLogger } from './index.ts'

test('a line names its process and leaves secrets out', () => {
  const lines: string[] = []
  const log = createLogger('web', 'info', { write: (line) => void lines.push(line) })
  log.info(
    { headers: { authorization: 'Bearer qw_x', accept: '*/*' }, body: { user: { password: 'p' } } },
    'asked',
  )
  log.debug('not at this level')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'info',
    process: 'web',
    msg: 'asked',
    headers: { authorization: '[redacted]', accept: '*/*' },
    body: { user: { password: '[redacted]' } },
  })
})

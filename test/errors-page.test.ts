import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const page = readFileSync(`${root}docs/errors.md`, 'utf8')
/** The codes on the page: what is in backticks in the first column of its tables. */
const told = [...page.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = '']) =>
  cell.replaceAll('`', '').split(', '),
)
const sources = globSync(
  ['packages/{api,core,webhooks,editor,http}/src/**/*.ts', 'apps/{web,launcher}/src/**/*.ts'],
  {
    cwd: root,
    exclude: (path) => /\.test\.ts$|generated/.test(path),
  },
).map((path) => readFileSync(root + path, 'utf8'))

const THROWN =
  /\b(?:invalid|unauthenticated|forbidden|notFound|conflict|gone|tooLarge|unsupported|rateLimited|unavailable)\(\s*'([a-z_]+)'/g
/** Codes that are never sent out: the log of deliveries shows their messages instead. */
const INSIDE = ['reply_given_up', 'reply_without_right', 'replies_off']
/** The beginnings of codes that end in an action, a status or a number. */
const BEGINNINGS = ['may_not_', 'endpoint_', 'http_']

test('docs/errors.md names every code with which a use case refuses something', () => {
  const thrown = new Set(
    sources.flatMap((source) => [...source.matchAll(THROWN)].map(([, code = '']) => code)),
  )
  expect(thrown.size).toBeGreaterThan(100)
  expect([...thrown].filter((code) => !told.includes(code) && !INSIDE.includes(code))).toEqual([])
})

test('docs/errors.md names no code that does not exist, and none twice', () => {
  const all = sources.join('\n')
  const isThere = (code: string) =>
    all.includes(`'${code}'`) ||
    BEGINNINGS.some((beginning) => code.startsWith(beginning) && all.includes(`\`${beginning}\${`))
  expect(told.filter((code) => !isThere(code))).toEqual([])
  expect(told).toEqual([...new Set(told)])
})

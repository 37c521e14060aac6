import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { apiKeyScopes } from '@quillwire/core'
import { eventDefinitions } from '@quillwire/events'
import { formatNames, presets } from '@quillwire/webhooks'
import { hookActions } from '@quillwire/webhooks/incoming'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const read = (path: string) => readFileSync(root + path, 'utf8')
const firstColumn = (page: string) =>
  [...read(page).matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  )

test.each([
  ['docs/guides/presets.md', presets.map(({ name }) => name)],
  ['docs/guides/formats.md', formatNames],
  ['docs/api.md', apiKeyScopes],
])('%s has a row for each that there is', (page, names) => {
  expect(names.filter((name) => !firstColumn(page).includes(name))).toEqual([])
})

test('the guide of incoming hooks has a row for each thing that a call may do', () => {
  const page = read('docs/guides/incoming-hooks.md')
  expect(hookActions.filter((action) => !page.includes(`| \`${action}\` |`))).toEqual([])
})

test('the guide of webhooks explains each field of an endpoint that the API takes', () => {
  const page = read('docs/guides/webhooks.md')
  const [, settings = ''] =
    /export interface EndpointSettings \{\n([\s\S]*?)\n\}/.exec(
      read('packages/webhooks/src/endpoints/endpoint-settings.ts'),
    ) ?? []
  const names = [...settings.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name)
  expect(names).toContain('repliesEnabled')
  expect(names.filter((name) => !new RegExp(`\`${name}[\`.]`).test(page))).toEqual([])
})

test('every type of event in the catalogue is recorded by something', () => {
  const sources = globSync(['packages/{core,webhooks}/src/**/*.ts', 'apps/collab/src/**/*.ts'], { cwd: root })
    .filter((path) => !/\.test\.ts$|\/(testing|formats|presets)\//.test(path))
    .map(read)
    .join('\n')
  const types = eventDefinitions.map(({ type }) => type)
  expect(types.filter((type) => !sources.includes(`'${type}'`))).toEqual([])
})

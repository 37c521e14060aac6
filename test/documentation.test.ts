import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const isGenerated = (path: string) => /node_modules|\.next|\/generated\//.test(path)
const filesOf = (pattern: string) => globSync(pattern, { cwd: root, exclude: isGenerated })

/** Code is not prose: what looks like a link in it is not one. */
const withoutCode = (text: string) => text.replace(/^ *```[\s\S]*?^ *```$/gm, '').replace(/`[^`\n]*`/g, '`…`')
const pages = new Map(['README.md', ...filesOf('docs/**/*.md')].map((path) => [path, read(path)]))

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
const anchorsOf = (page: string) => {
  const prose = page.replace(/^ *```[\s\S]*?^ *```$/gm, '')
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
}

const links = [...pages].flatMap(([page, text]) =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      return { page, target, path: path ? join(dirname(page), path) : page, anchor }
    }),
)

test('every link in the documentation leads to a file, and to a heading that is there', () => {
  const leadsNowhere = ({ path, anchor }: (typeof links)[number]) =>
    !existsSync(join(root, path)) ||
    (anchor !== undefined && !anchorsOf(pages.get(path) ?? '').includes(anchor))
  expect(links.length).toBeGreaterThan(150)
  expect(links.filter(leadsNowhere).map(({ page, target }) => `${page}: ${target}`)).toEqual([])
})

test('every page of the documentation is linked from another, a decision at least from its folder’s list', () => {
  const ledTo = new Set(links.filter(({ page, path }) => page !== path).map(({ path }) => path))
  const alone = [...pages.keys()].filter(
    (page) => page !== 'README.md' && !page.startsWith('docs/decisions/') && !ledTo.has(page),
  )
  expect(alone).toEqual([])
})

test('every source file and command that the documentation names exists', () => {
  const sources = filesOf('{apps,packages,test,prisma}/**/*.{ts,tsx,mjs,prisma,css}')
  const scripts = Object.keys(JSON.parse(read('package.json')).scripts)
  const missing = [...pages].flatMap(([page, text]) => [
    ...[...text.matchAll(/`([\w./-]+\.(?:tsx?|prisma))`/g)]
      .map(([, name = '']) => name)
      .filter((name) => !sources.some((path) => path === name || path.endsWith(`/${name}`)))
      .map((name) => `${page}: ${name}`),
    ...[...text.matchAll(/`((?:apps|packages|test|prisma|docs)\/[\w./-]*)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => !existsSync(join(root, name)))
      .map((name) => `${page}: ${name}`),
    ...[...text.matchAll(/npm run ([a-z:-]+)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !scripts.includes(name))
      .map((name) => `${page}: npm run ${name}`),
  ])
  expect(missing).toEqual([])
})

/** These pages also name what other vendors' pages show. */
const OF_VENDORS = /presets\.md$|formats\.md$|events\.md$|decisions\//

test('words in italics, such as buttons and notices, appear in the product in the same words', () => {
  const even = (text: string) => text.replace(/\s+/g, ' ').replaceAll('’', "'")
  const sources = filesOf('{apps,packages}/**/*.{ts,tsx}').filter((path) => !/\.test\.tsx?$/.test(path))
  const words = even(sources.map(read).join('\n'))
  const unknown = [...pages]
    .filter(([page]) => !OF_VENDORS.test(page))
    .flatMap(([page, text]) =>
      [...withoutCode(text).matchAll(/(?<![\w*])\*([A-Z][^*]+)\*(?![\w*])/g)]
        .flatMap(([, name = '']) => even(name).split(/ → | … |…|, /))
        .filter((part) => !words.includes(part))
        .map((part) => `${page}: ${part}`),
    )
  expect(unknown).toEqual([])
})

test('the architecture names every file of the sync server, by its folder', () => {
  const [, table = ''] =
    /### Reading `apps\/collab`\n([\s\S]*?)\n###? /.exec(read('docs/ARCHITECTURE.md')) ?? []
  let folder = ''
  const named = [...table.matchAll(/^\| (?:`(\w+)` )?\| (`.+?`) \|/gm)].flatMap(([, begun, names = '']) => {
    folder = begun ?? folder
    return [...names.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => join(folder, `${name}.ts`))
  })
  const there = filesOf('apps/collab/src/**/*.ts')
    .map((path) => relative('apps/collab/src', path))
    .filter((path) => !/\.test\.ts$|^testing\//.test(path))
  expect(named.toSorted()).toEqual(there.toSorted())
})

test('the architecture names every program and package, and every folder of the editor', () => {
  const page = read('docs/ARCHITECTURE.md')
  const folders = ['apps/*/', 'packages/*/', 'apps/web/src/features/editor/*/'].flatMap((pattern) =>
    globSync(pattern, { cwd: root }).filter((path) => statSync(join(root, path)).isDirectory()),
  )
  const isNamed = (path: string) =>
    page.includes(`\`${path}\``) || page.includes(`| \`${path.split('/').at(-1)}\` |`)
  expect(folders.length).toBeGreaterThan(20)
  expect(folders.filter((path) => !isNamed(path))).toEqual([])
})

test('the page on operating names every metric that there is, and no other', () => {
  const metric = /quillwire_[a-z_]*[a-z]/g
  const told = new Set([...pages].flatMap(([, text]) => text.match(metric) ?? []))
  const operating = new Set(read('docs/operating.md').match(metric))
  const there = new Set(
    filesOf('{apps,packages}/**/*.ts')
      .filter((path) => !/\.test\.ts$|\/testing\//.test(path))
      .flatMap((path) => [...read(path).matchAll(/'(quillwire_[a-z_]+)'/g)].map(([, name = '']) => name)),
  )
  expect([...there].filter((name) => !operating.has(name))).toEqual([])
  expect([...told].filter((name) => !there.has(name))).toEqual([])
})

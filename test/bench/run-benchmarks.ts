import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Benchmark, Row } from './benchmark.ts'

const wanted = process.argv.slice(2)
const names = readdirSync(fileURLToPath(new URL('.', import.meta.url)))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))
  .filter((name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)))

if (names.length === 0) {
  console.error(`There is no benchmark of that name: ${wanted.join(', ')}`)
  process.exit(1)
}

const results: Record<string, { title: string; rows: Row[] }> = {}
for (const name of names) {
  const { benchmark } = (await import(`./${name}.bench.ts`)) as { benchmark: Benchmark } // what such a file exports
  const rows = await benchmark.run()
  results[name] = { title: benchmark.title, rows }
  console.log(`\n${benchmark.title}\n\n${table(rows)}`)
}

const folder = fileURLToPath(new URL('../../test-results/', import.meta.url))
mkdirSync(folder, { recursive: true })
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  node: process.version,
  at: new Date().toISOString(),
}
writeFileSync(`${folder}bench.json`, `${JSON.stringify({ machine, results }, null, 2)}\n`)
console.log(`\nAs JSON: test-results/bench.json`)
process.exit(0)

/** The rows as a Markdown table, ready to be put into a page. */
function table(rows: Row[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const line = (cells: (string | number | undefined)[]) => `| ${cells.join(' | ')} |`
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
  ].join('\n')
}

import { z } from 'zod'
import { environmentSchema } from './environment.ts'

/** Set by our own processes for each other; nobody needs to know them. */
const INTERNAL = ['INTERNAL_PORT']

/** docs/configuration.md: every variable of the schema with its default and meaning. */
export function configurationPage(): string {
  const rows = Object.entries(environmentSchema.shape)
    .filter(([name]) => !INTERNAL.includes(name))
    .map(
      ([name, schema]) =>
        `| \`${name}\` | ${defaultOf(schema)} | ${z.globalRegistry.get(schema)?.description ?? ''} |`,
    )
  return `# Configuration

Quillwire is set up by environment variables. None is needed to begin; an empty one counts as unset. An unknown name that
looks like one of these, or a malformed value, stops the start with one line that says what is wrong.

This page is made from \`packages/config/src/environment.ts\` by \`npm run docs\`.

| variable | default | meaning |
| --- | --- | --- |
${rows.join('\n')}
`
}

function defaultOf(schema: z.ZodType): string {
  const parsed = schema.safeParse(undefined)
  const value = parsed.success ? parsed.data : undefined
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return ''
  return `\`${Array.isArray(value) ? value.join(',') : String(value)}\``
}

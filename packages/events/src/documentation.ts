/** docs/events.md: every event of the catalogue, with what it carries and a sample. */
import type { z } from 'zod'
import { type AnyEventDefinition, envelopeSchema, eventDefinitions, eventGroups } from './catalogue.ts'
import { jsonSchemaOf } from './json-schema.ts'

type JsonSchema = z.core.JSONSchema.JSONSchema

export function eventsPage(): string {
  return `# Events

What Quillwire reports, by [webhook](webhooks.md), over the [event stream](guides/event-stream.md) and in \`GET /api/v1/events\`.

This page is made from \`packages/events\` by \`npm run docs\`. The same, as JSON Schema, is at \`/api/v1/event-types\` of your
installation.

| type | when |
| --- | --- |
${eventDefinitions.map(({ type, description }) => `| [\`${type}\`](#${anchorOf(type)}) | ${description} |`).join('\n')}

An endpoint or a stream subscribes to types, to all of a kind (\`comment.*\`), or to everything (\`*\`). The last two bring types
that are added later too. [What may be added](api.md#what-stays-and-what-may-come) says what a receiver has to be prepared for.

## The envelope

${fieldTable(envelopeOf(eventDefinitions[0]))}

\`data\` is described with each type. These are part of several:

${[...namedSchemas()].map(([name, schema]) => `### ${name}\n\n${fieldTable(schema)}`).join('\n\n')}

${eventGroups.map(groupSection).join('\n\n')}
`
}

function groupSection({ title, events }: (typeof eventGroups)[number]): string {
  return [`## ${title}`, ...events.map(eventSection)].join('\n\n')
}

function eventSection(definition: AnyEventDefinition): string {
  const { type, description, data, sample } = definition
  return `### ${type}

${description}

${fieldTable(jsonSchemaOf(data))}

\`\`\`json
${JSON.stringify(sample, null, 2)}
\`\`\``
}

/** The envelope without `data`, which differs by type. */
function envelopeOf(definition: AnyEventDefinition | undefined): JsonSchema {
  if (!definition) return {}
  const { properties: { data: _, ...fields } = {}, ...schema } = jsonSchemaOf(envelopeSchema(definition))
  return {
    ...schema,
    properties: { ...fields, type: { type: 'string', description: 'One of those above.' } },
  }
}

/** The schemas that others refer to by name, in the order in which a reader meets them. */
function namedSchemas(): Map<string, JsonSchema> {
  const named = new Map<string, JsonSchema>()
  for (const definition of eventDefinitions)
    for (const [name, schema] of Object.entries(jsonSchemaOf(envelopeSchema(definition)).$defs ?? {}))
      named.set(name, schema)
  return named
}

function fieldTable(schema: JsonSchema): string {
  return ['| field | is | meaning |', '| --- | --- | --- |', ...fieldRows(schema, '')].join('\n')
}

/** The fields of an object follow it, each named with the object's name and a dot in front. */
function fieldRows({ properties = {}, required = [] }: JsonSchema, within: string): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    if (typeof field === 'boolean') return []
    const missing = required.includes(name) ? '' : 'May be missing. '
    const row = `| \`${within}${name}\` | ${kindOf(field)} | ${missing}${field.description ?? ''} |`
    return [row, ...fieldRows(field, `${within}${name}.`)]
  })
}

function kindOf(schema: JsonSchema): string {
  if (schema.$ref) return linkTo(schema.$ref)
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.enum) return schema.enum.map((one) => `\`${one}\``).join(', ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map(kindOfChoice).join(' or ')
  if (Array.isArray(schema.type)) return schema.type.join(' or ')
  if (schema.type === 'array') return `a list of ${kindOfItems(schema.items)}`
  return schema.format ?? schema.type ?? 'anything'
}

/** For a choice between objects: their fields, of which one tells the objects apart. */
function kindOfChoice(choice: JsonSchema): string {
  if (choice.type !== 'object') return kindOf(choice)
  const fields = Object.entries(choice.properties ?? {})
  return `{${fields.map(([name, field]) => `\`${name}\`: ${typeof field === 'boolean' ? '' : kindOf(field)}`).join(', ')}}`
}

function kindOfItems(items: JsonSchema['items']): string {
  if (typeof items !== 'object' || Array.isArray(items)) return 'anything'
  return items.$ref ? kindOf(items) : `${kindOf(items)}s`
}

function linkTo(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1)
  return `[${name}](#${anchorOf(name)})`
}

/** The anchor that GitHub and similar sites give a heading. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll('.', '')
}

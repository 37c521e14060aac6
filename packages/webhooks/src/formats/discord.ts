import type { EventEnvelope } from '@quillwire/events'
import { type Message, toneColors } from './message/message.ts'
import { bodyOf } from './message/parts.ts'
import { toMessage } from './message/to-message.ts'
import { type Rendered, renderedJson } from './rendered.ts'
import { fit } from './text/fit.ts'
import { markdownText } from './text/markdown.ts'
import { neutral } from './text/neutral.ts'

/** https://discord.com/developers/docs/resources/message: embed limits. `all` is for the texts of all embeds together. */
const LIMITS = {
  title: 256,
  description: 4096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  all: 6000,
}
/** The part of `all` that fields may take, so that a description always has room. */
const MAX_FIELDS_LENGTH = 2500

/** The marks of Markdown, and the colon at which the name of an emoji begins. A time like 10:30:45 looks the same. */
const MARKS = /[\\`*_~|#[\]]|:(?=[^\s:]+:)/g

const markup = { text: discordText, strong: (text: string) => `**${text}**` }

/** One embed; nobody is mentioned, whatever the text says. */
export function renderDiscord(envelope: EventEnvelope): Rendered {
  const message = toMessage(envelope)
  const url = message.link && hasTopLevelDomain(message.link.url) ? message.link.url : null
  const title = fit(message.title, LIMITS.title, discordText)
  const footer = { text: fit(message.place, LIMITS.footer, neutral) }
  const fields = fieldsOf(message)
  // Discord refuses the whole message where the host of this link is one like `docs` or an IP address.
  const address = message.link && !url ? `${message.link.label}: <${message.link.url}>` : ''
  const used = title.length + footer.text.length + lengthOf(fields)
  const room = Math.min(LIMITS.description, LIMITS.all - used) - address.length - '\n\n'.length
  const description = [bodyOf(message, room, markup) ?? '', address]
    .filter((part) => part !== '')
    .join('\n\n')
  return renderedJson({
    embeds: [
      {
        title,
        ...(url && { url }),
        ...(description && { description }),
        color: Number.parseInt(toneColors[message.tone].slice(1), 16),
        ...(fields.length > 0 && { fields }),
        footer,
        timestamp: message.timestamp,
      },
    ],
    allowed_mentions: { parse: [] },
  })
}

interface Field {
  name: string
  value: string
  inline: boolean
}

function fieldsOf({ facts }: Message): Field[] {
  const fields: Field[] = []
  for (const { label, value } of facts.slice(0, LIMITS.fields)) {
    const name = fit(label, LIMITS.fieldName, discordText)
    const field = { name, value: fit(value, LIMITS.fieldValue, discordText), inline: true }
    if (lengthOf([...fields, field]) <= MAX_FIELDS_LENGTH) fields.push(field)
  }
  return fields
}

function discordText(text: string): string {
  return markdownText(text, MARKS)
}

function lengthOf(fields: readonly Field[]): number {
  return fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0)
}

function hasTopLevelDomain(url: string): boolean {
  return /\.[a-z][a-z0-9-]+$/.test(new URL(url).hostname)
}

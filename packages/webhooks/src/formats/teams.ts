import type { EventEnvelope } from '@quillwire/events'
import type { Message, Tone } from './message/message.ts'
import { changeLines, summaryOf } from './message/parts.ts'
import { withinBytes } from './message/shrink.ts'
import { toMessage } from './message/to-message.ts'
import { type Rendered, renderedJson } from './rendered.ts'
import { neutral, ZERO_WIDTH_SPACE } from './text/neutral.ts'

/** "The message size limit is 28 KB": https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors */
const MAX_BYTES = 28_000

const markup = { text: teamsText, strong: (text: string) => `**${text}**` }

const styles: Record<Tone, string> = {
  added: 'good',
  changed: 'accent',
  removed: 'attention',
  done: 'good',
  attention: 'warning',
  neutral: 'emphasis',
}

/** An Adaptive Card in the envelope that a Teams workflow takes. */
export function renderTeams(envelope: EventEnvelope): Rendered {
  return renderedJson(withinBytes(toMessage(envelope), MAX_BYTES, teamsMessage))
}

function teamsMessage(message: Message) {
  return {
    type: 'message',
    summary: teamsText(summaryOf(message)),
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: teamsText(message.title),
          msteams: { width: 'Full' },
          body: cardBody(message),
          ...(message.link && {
            actions: [{ type: 'Action.OpenUrl', title: message.link.label, url: message.link.url }],
          }),
        },
      },
    ],
  }
}

/**
 * Plain text blocks throughout, since newer elements are not shown everywhere in workflows. Not all clients of Teams
 * know the same escapes, so people's text is made neutral instead.
 */
function cardBody(message: Message) {
  const { title, tone, quote, text, facts, place, timestamp } = message
  return [
    container(styles[tone], textBlock(teamsText(title), { weight: 'Bolder', size: 'Medium' })),
    quote !== null && container('emphasis', textBlock(teamsText(quote), { isSubtle: true })),
    text !== null && textBlock(teamsText(text)),
    ...changeLines(message, MAX_BYTES, markup).map((line) => textBlock(line)),
    facts.length > 0 && {
      type: 'FactSet',
      facts: facts.map((fact) => ({ title: fact.label, value: teamsText(fact.value) })),
    },
    textBlock(`${teamsText(place)} · ${localTime(timestamp)}`, { isSubtle: true, size: 'Small' }),
  ].filter((element) => element !== false)
}

function container(style: string, item: unknown) {
  return { type: 'Container', style, items: [item] }
}

interface Look {
  weight?: 'Bolder'
  size?: 'Medium' | 'Small'
  isSubtle?: boolean
}

function textBlock(text: string, look: Look = {}) {
  return { type: 'TextBlock', text, wrap: true, ...look }
}

/**
 * Power Automate turns `<at>name</at>` into a mention, and cards turn `{{DATE(…)}}` into a date. A line needs an empty
 * one after it.
 */
function teamsText(text: string): string {
  return neutral(text)
    .replace(/\{(?=\{)/g, `{${ZERO_WIDTH_SPACE}`)
    .replace(/\n+/g, '\n\n')
}

/** A time that Teams shows to each reader in their own time zone. It takes no fractions of a second. */
function localTime(timestamp: string): string {
  const time = new Date(timestamp).toISOString().replace(/\.\d+Z$/, 'Z')
  return `{{DATE(${time}, SHORT)}} {{TIME(${time})}}`
}

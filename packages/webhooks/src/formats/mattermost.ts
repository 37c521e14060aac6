import type { EventEnvelope } from '@quillwire/events'
import { toneColors } from './message/message.ts'
import { bodyOf, summaryOf } from './message/parts.ts'
import { toMessage } from './message/to-message.ts'
import { moment } from './message/wording.ts'
import { type Rendered, renderedJson } from './rendered.ts'
import { fit } from './text/fit.ts'
import { markdownText } from './text/markdown.ts'
import { neutral } from './text/neutral.ts'

/** https://developers.mattermost.com/integrate/reference/message-attachments; a post has at most 16,383 characters. */
const MAX_TEXT_LENGTH = 16_383

const markup = { text: markdownText, strong: (text: string) => `**${text}**` }

/** One message attachment. */
export function renderMattermost(envelope: EventEnvelope): Rendered {
  const message = toMessage(envelope)
  const text = bodyOf(message, MAX_TEXT_LENGTH, markup)
  return renderedJson({
    attachments: [
      {
        fallback: neutral(summaryOf(message)),
        color: toneColors[message.tone],
        // Shown as plain text where there is a link and as Markdown where there is none: an escape would be seen in one
        // of them.
        title: neutral(message.title),
        ...(message.link && { title_link: message.link.url }),
        ...(text !== null && { text }),
        ...(message.facts.length > 0 && {
          fields: message.facts.map(({ label, value }) => ({
            title: label,
            value: fit(value, MAX_TEXT_LENGTH, markdownText),
            short: true,
          })),
        }),
        footer: `${neutral(message.place)} · ${moment(message.timestamp)}`,
      },
    ],
  })
}

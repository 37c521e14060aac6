import type { EventEnvelope } from '@quillwire/events'
import type { Message } from './message/message.ts'
import { changeLines } from './message/parts.ts'
import { withinBytes } from './message/shrink.ts'
import { toMessage } from './message/to-message.ts'
import { moment } from './message/wording.ts'
import { type Rendered, renderedJson } from './rendered.ts'
import { fit } from './text/fit.ts'
import { neutral, neutralMentions } from './text/neutral.ts'

/** https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages */
const LIMITS = { text: 4096, bytes: 32_000 }
/** Characters of a paragraph in the card. The limit that the vendor sets is in bytes, for the whole message. */
const MAX_PARAGRAPH_LENGTH = 8000

const markup = { text: html, strong: (text: string) => `<b>${text}</b>` }

/** The sentence as text, and a card under it with all that there is to show. */
export function renderGoogleChat(envelope: EventEnvelope): Rendered {
  return renderedJson(
    withinBytes(toMessage(envelope), LIMITS.bytes, (message) => chatMessage(envelope.id, message)),
  )
}

function chatMessage(id: string, message: Message) {
  return {
    text: fit(message.title, LIMITS.text, neutral),
    cardsV2: [{ cardId: id, card: { sections: [{ widgets: widgetsOf(message) }] } }],
  }
}

function widgetsOf(message: Message) {
  const { quote, text, facts, link } = message
  const changes = changeLines(message, MAX_PARAGRAPH_LENGTH, markup)
  const context = `${message.place} · ${moment(message.timestamp)}`
  return [
    quote !== null && paragraph(fit(quote, MAX_PARAGRAPH_LENGTH, (part) => `<i>“${html(part)}”</i>`)),
    text !== null && paragraph(fit(text, MAX_PARAGRAPH_LENGTH, html)),
    changes.length > 0 && paragraph(changes.join('<br>')),
    ...facts.map(({ label, value }) => ({
      decoratedText: { topLabel: label, text: html(value), wrapText: true },
    })),
    paragraph(`<font color="#5f6368">${html(context)}</font>`),
    link && { buttonList: { buttons: [{ text: link.label, onClick: { openLink: { url: link.url } } }] } },
  ].filter((widget) => widget !== false && widget !== null)
}

function paragraph(text: string) {
  return { textParagraph: { text } }
}

/** Cards take a little HTML: https://developers.google.com/workspace/chat/format-messages#card-formatting */
function html(text: string): string {
  return neutralMentions(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>')
}

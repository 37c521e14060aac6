import type { EventEnvelope } from '@quillwire/events'
import { changeLines, quoted, summaryOf } from './message/parts.ts'
import { toMessage } from './message/to-message.ts'
import { moment } from './message/wording.ts'
import { type Rendered, renderedJson } from './rendered.ts'
import { fit } from './text/fit.ts'
import { neutralMarks, neutralMentions, outsideAddresses, ZERO_WIDTH_SPACE } from './text/neutral.ts'

/** https://docs.slack.dev/reference/block-kit: header, section, context and text objects. */
const LIMITS = {
  header: 150,
  sectionText: 3000,
  fieldText: 2000,
  fields: 10,
  contextText: 3000,
  text: 40_000,
}

const markup = { text: slackText, strong: (text: string) => `*${text}*` }

/** A message of blocks, with the sentence as `text` for notifications. */
export function renderSlack(envelope: EventEnvelope): Rendered {
  const message = toMessage(envelope)
  const { quote, text } = message
  const changes = changeLines(message, LIMITS.sectionText, markup)
  const blocks = [
    {
      type: 'header',
      text: { type: 'plain_text', text: fit(message.title, LIMITS.header, plainText), emoji: false },
    },
    quote !== null && section(fit(quote, LIMITS.sectionText, (part) => quoted(part, markup))),
    text !== null && section(fit(text, LIMITS.sectionText, slackText)),
    changes.length > 0 && section(changes.join('\n')),
    message.facts.length > 0 && {
      type: 'section',
      fields: message.facts
        .slice(0, LIMITS.fields)
        .map(({ label, value }) =>
          mrkdwn(fit(value, LIMITS.fieldText, (part) => `${markup.strong(label)}\n${slackText(part)}`)),
        ),
    },
    {
      type: 'context',
      elements: [
        // A link and not a button: a button also calls the app that owns the webhook, and warns where nothing answers.
        ...(message.link ? [mrkdwn(`<${escaped(message.link.url)}|${message.link.label}>`)] : []),
        mrkdwn(fit(message.place, LIMITS.contextText, slackText)),
        mrkdwn(localTime(message.timestamp)),
      ],
    },
  ].filter((block) => block !== false)
  return renderedJson({ text: fit(summaryOf(message), LIMITS.text, slackText), blocks })
}

function section(text: string) {
  return { type: 'section', text: mrkdwn(text) }
}

/** With `verbatim`, Slack does not look for names of people and channels in the text. */
function mrkdwn(text: string) {
  return { type: 'mrkdwn', text, verbatim: true }
}

/** People's text in mrkdwn: nothing in it is markup, but web addresses can be followed. */
function slackText(text: string): string {
  const still = neutralMarks(neutralMentions(text)).replace(/^>/gm, `${ZERO_WIDTH_SPACE}>`)
  return outsideAddresses(still, escaped, (address) => `<${escaped(address)}>`)
}

function plainText(text: string): string {
  return escaped(neutralMentions(text))
}

/** The three characters that Slack takes for control: https://docs.slack.dev/messaging/formatting-message-text */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** A time that Slack shows to each reader in their own time zone. */
function localTime(timestamp: string): string {
  const seconds = Math.floor(Date.parse(timestamp) / 1000)
  return `<!date^${seconds}^{date_short_pretty} {time}|${moment(timestamp)}>`
}

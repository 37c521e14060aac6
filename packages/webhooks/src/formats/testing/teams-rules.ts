import { fault, fields, list, oneOf, text, webAddress, without } from './rules.ts'

/**
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook (28 KB) and
 * https://adaptivecards.io/explorer. Workflows show cards up to version 1.4.
 */
export function checkTeams(body: string): void {
  const size = Buffer.byteLength(body)
  if (size > 28 * 1024) fault('message', `${size} bytes, at most 28 KB`)
  const message = fields(JSON.parse(body), 'message', ['type', 'attachments'], ['summary'])
  oneOf(message.type, 'type', ['message'])
  cardText(message.summary, 'summary')
  const [attachment] = list(message.attachments, 'attachments', 1)
  const { contentType, content } = fields(attachment, 'attachment', ['contentType', 'contentUrl', 'content'])
  oneOf(contentType, 'contentType', ['application/vnd.microsoft.card.adaptive'])
  const known = ['$schema', 'type', 'version', 'body']
  const card = fields(content, 'card', known, ['fallbackText', 'msteams', 'actions'])
  oneOf(card.type, 'card', ['AdaptiveCard'])
  oneOf(card.version, 'card', ['1.0', '1.1', '1.2', '1.3', '1.4'])
  fields(card.msteams, 'msteams', ['width'])
  cardText(card.fallbackText, 'fallbackText')
  list(card.body, 'body', 100).forEach(element)
  if (card.actions !== undefined)
    for (const each of list(card.actions, 'actions', 6)) {
      const action = fields(each, 'action', ['type', 'title', 'url'])
      oneOf(action.type, 'action', ['Action.OpenUrl'])
      webAddress(action.url, 'action', 2048)
    }
}

function element(value: unknown): void {
  const { type } = fields(value, 'element', ['type'], ['items', 'style', 'facts', ...look, 'text'])
  if (type === 'TextBlock') cardText(fields(value, 'text block', ['type', 'text'], look).text, 'text block')
  else if (type === 'Container') {
    const { items, style } = fields(value, 'container', ['type', 'items'], ['style'])
    oneOf(style, 'container', ['default', 'emphasis', 'good', 'attention', 'warning', 'accent'])
    list(items, 'container', 10).forEach(element)
  } else if (type === 'FactSet') {
    for (const each of list(fields(value, 'fact set', ['type', 'facts']).facts, 'fact set', 50)) {
      const fact = fields(each, 'fact', ['title', 'value'])
      cardText(fact.title, 'fact')
      cardText(fact.value, 'fact')
    }
  } else fault('element', `${type} is not an element of ours`)
}

const look = ['weight', 'size', 'isSubtle', 'wrap']

function cardText(value: unknown, place: string): void {
  const markdown = text(value, place, 28 * 1024)
  without(markdown, place, /<\/?at\b/i)
  without(markdown, place, /\]\(/)
  without(markdown, place, /\{\{(?!(DATE|TIME)\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ[,)])/)
  without(markdown, place, /(?<!\n)\n(?!\n)/)
  without(markdown, place, /^(#{1,6} |[-+*] |\d+\. )/m)
}

import { fault, fields, list, text, webAddress, without } from './rules.ts'

const OUR_TAGS = /<\/?[bi]>|<br>|<font color="#[0-9a-f]{6}">|<\/font>/g

/** https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages and …/v1/cards */
export function checkGoogleChat(body: string): void {
  const size = Buffer.byteLength(body)
  if (size > 32_000) fault('message', `${size} bytes, at most 32,000`)
  const message = fields(JSON.parse(body), 'message', ['text', 'cardsV2'])
  const plain = text(message.text, 'text', 4096)
  without(plain, 'text', /<(users\/|https?:|[a-z]+:)/i)
  for (const value of list(message.cardsV2, 'cardsV2', 1)) {
    const { card } = fields(value, 'cardsV2', ['cardId', 'card'])
    for (const section of list(fields(card, 'card', ['sections']).sections, 'sections', 100))
      list(fields(section, 'section', ['widgets']).widgets, 'widgets', 100).forEach(widget)
  }
}

function widget(value: unknown): void {
  const found = fields(value, 'widget', [], ['textParagraph', 'decoratedText', 'buttonList'])
  if (Object.keys(found).length !== 1) fault('widget', 'not of one kind')
  if (found.textParagraph) html(fields(found.textParagraph, 'paragraph', ['text']).text, 'paragraph')
  if (found.decoratedText) {
    const decorated = fields(found.decoratedText, 'decoratedText', ['topLabel', 'text'], ['wrapText'])
    text(decorated.topLabel, 'topLabel', 1000)
    html(decorated.text, 'decoratedText')
  }
  if (found.buttonList)
    for (const each of list(fields(found.buttonList, 'buttons', ['buttons']).buttons, 'buttons', 6)) {
      const button = fields(each, 'button', ['text', 'onClick'])
      text(button.text, 'button', 40)
      const { openLink } = fields(button.onClick, 'onClick', ['openLink'])
      webAddress(fields(openLink, 'openLink', ['url']).url, 'openLink', 2048)
    }
}

/** Nothing but our own tags. */
function html(value: unknown, place: string): void {
  const rest = text(value, place, 32_000).replace(OUR_TAGS, '')
  without(rest, place, /[<>]|&(?!(amp|lt|gt|quot);)/)
}

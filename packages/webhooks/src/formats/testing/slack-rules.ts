import { fault, fields, list, oneOf, text, webAddress, without } from './rules.ts'

/** https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/methods/chat.postMessage */
export function checkSlack(body: string): void {
  const message = fields(JSON.parse(body), 'message', ['text', 'blocks'])
  mrkdwnText(message.text, 'text', 40_000)
  list(message.blocks, 'blocks', 50).forEach((block, index) => {
    const place = `blocks.${index}`
    const { type } = fields(block, place, ['type'], ['text', 'fields', 'elements'])
    if (type === 'header') plainText(fields(block, place, ['type', 'text']).text, place, 150)
    else if (type === 'section') section(block, place)
    else if (type === 'context')
      for (const element of list(fields(block, place, ['type', 'elements']).elements, place, 10))
        textObject(element, place, 3000)
    else fault(place, `${type} is not a block of ours`)
  })
}

function section(block: unknown, place: string): void {
  const { text, fields: columns } = fields(block, place, ['type'], ['text', 'fields'])
  if (text === undefined && columns === undefined) fault(place, 'neither text nor fields')
  if (text !== undefined) textObject(text, place, 3000)
  if (columns !== undefined) for (const each of list(columns, place, 10)) textObject(each, place, 2000)
}

function textObject(value: unknown, place: string, limit: number): void {
  const { type, text } = fields(value, place, ['type', 'text'], ['verbatim'])
  oneOf(type, place, ['mrkdwn'])
  mrkdwnText(text, place, limit)
}

function plainText(value: unknown, place: string, limit: number): void {
  const object = fields(value, place, ['type', 'text'], ['emoji'])
  oneOf(object.type, place, ['plain_text'])
  without(text(object.text, place, limit), place, /[<>]|&(?!(amp|lt|gt);)/)
}

/** Every `<` is a link or a date of ours, every `&` an escape, and nobody is named. */
function mrkdwnText(value: unknown, place: string, limit: number): void {
  const mrkdwn = text(value, place, limit)
  for (const [, address = ''] of mrkdwn.matchAll(/<(?!!date\^\d+\^)([^>|]*)/g))
    webAddress(address, place, 3000)
  without(mrkdwn, place, /&(?!(amp|lt|gt);)/)
  without(mrkdwn, place, /(^|[^A-Za-z0-9])@(channel|everyone|here|all)/i)
}

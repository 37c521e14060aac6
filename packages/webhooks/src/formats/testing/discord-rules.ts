import { fault, fields, list, text, webAddress, without } from './rules.ts'

/** https://discord.com/developers/docs/resources/webhook#execute-webhook and …/resources/message#embed-object-embed-limits */
export function checkDiscord(body: string): void {
  const message = fields(JSON.parse(body), 'message', ['embeds', 'allowed_mentions'])
  const { parse } = fields(message.allowed_mentions, 'allowed_mentions', ['parse'])
  if (!Array.isArray(parse) || parse.length > 0) fault('allowed_mentions', 'somebody may be mentioned')
  const texts = list(message.embeds, 'embeds', 10).flatMap(embedTexts)
  const all = texts.join('').length
  if (all > 6000) fault('embeds', `${all} characters, at most 6000`)
  for (const each of texts) nobodyMentioned(each)
}

function embedTexts(value: unknown, index: number): string[] {
  const place = `embeds.${index}`
  const embed = fields(
    value,
    place,
    ['title', 'color', 'footer', 'timestamp'],
    ['url', 'description', 'fields'],
  )
  const texts = [text(embed.title, `${place}.title`, 256)]
  if (embed.url !== undefined) publicAddress(embed.url, `${place}.url`)
  if (embed.description !== undefined) texts.push(text(embed.description, `${place}.description`, 4096))
  if (!Number.isInteger(embed.color) || Number(embed.color) > 0xffffff) fault(place, 'no colour')
  if (embed.fields !== undefined)
    for (const each of list(embed.fields, place, 25)) {
      const { name, value } = fields(each, place, ['name', 'value'], ['inline'])
      texts.push(text(name, `${place}.name`, 256), text(value, `${place}.value`, 1024))
    }
  texts.push(text(fields(embed.footer, place, ['text']).text, `${place}.footer`, 2048))
  if (Number.isNaN(Date.parse(String(embed.timestamp)))) fault(place, 'no time')
  return texts
}

/** Discord answers 400 for hosts such as `localhost` and `docs`: https://github.com/bugsink/bugsink/issues/280 */
function publicAddress(value: unknown, place: string): void {
  const { hostname } = new URL(webAddress(value, place, 2048))
  if (!/\.[a-z]/.test(hostname)) fault(place, `${hostname} has no top-level domain`)
}

function nobodyMentioned(value: string): void {
  without(value, 'embed', /@(everyone|here)/i)
  without(value, 'embed', /<(@[!&]?\d+|#\d+|a?:\w+:\d+|t:\d+|\/[^>]+|id:\w+)>/)
  without(value, 'embed', /(?<!\\)\]\(/)
  without(value, 'embed', /(?<!\\)(\|\||~~|```)/)
  without(value, 'embed', /^(#{1,3} |-# |[-+] )/m)
}

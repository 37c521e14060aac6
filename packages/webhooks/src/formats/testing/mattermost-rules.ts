import { fault, fields, list, text, webAddress, without } from './rules.ts'

/** https://developers.mattermost.com/integrate/reference/message-attachments */
export function checkMattermost(body: string): void {
  const message = fields(JSON.parse(body), 'message', ['attachments'])
  list(message.attachments, 'attachments', 20).forEach((value, index) => {
    const place = `attachments.${index}`
    const required = ['fallback', 'color', 'title', 'footer']
    const attachment = fields(value, place, required, ['title_link', 'text', 'fields'])
    without(text(attachment.color, place, 7), place, /^(?!#[0-9a-f]{6}$)/)
    for (const name of ['fallback', 'title', 'footer']) post(attachment[name], `${place}.${name}`)
    if (attachment.text !== undefined) post(attachment.text, `${place}.text`)
    if (attachment.title_link !== undefined) webAddress(attachment.title_link, place, 2048)
    if (attachment.fields !== undefined)
      for (const each of list(attachment.fields, place, 50)) {
        const field = fields(each, place, ['title', 'value'], ['short'])
        post(field.title, `${place}.title`)
        post(field.value, `${place}.value`)
      }
  })
}

function post(value: unknown, place: string): void {
  const markdown = text(value, place, 16_383)
  for (const word of wordsAsMattermostSplits(markdown))
    if (/^@./.test(word)) fault(place, `${word} is mentioned`)
  without(markdown, place, /<!|<@/)
  without(markdown, place, /(?<!\\)\]\(/)
  without(markdown, place, /(?<!\\)(```|~~)/)
  without(markdown, place, /^(#{1,6} |[-+*] )/m)
}

/**
 * Splits as the mention parser of its server does: letters, digits and `:.-_@` belong to words, and some of those also
 * separate them.
 */
function wordsAsMattermostSplits(markdown: string): string[] {
  return markdown
    .split(/[^:.\-_@\p{L}\p{N}]+/u)
    .map((word) => word.replace(/^[:.\-_]+/, ''))
    .flatMap((word) => [word, ...word.split(/[.\-:]/)])
}

import { invalid, tooLarge, unsupported } from '@quillwire/core/errors'
import { fillTemplate, jsonToMarkdown, linkedText, MarkdownError, TemplateError } from '@quillwire/editor'
import { charsetOf } from '../charset-of.ts'
import { isSlackMessage, slackMessage } from './slack-message.ts'
import type { Node } from './slack-text.ts'

export interface CallContent {
  /** What is to be written. */
  markdown: string
  /** Whether the caller speaks to Slack, and expects Slack's answer. */
  slack: boolean
}

const MAX_DEPTH = 64

/**
 * What a call brings, as Markdown, by its content type: text, Markdown, JSON (through the template where there is one)
 * or a form as Slack once took it.
 *
 * @throws `content_type_unsupported`, `body_malformed`, `body_too_deep`, `body_empty`; and through a template
 * `template_value_missing`, `template_result_too_large` or `markdown_invalid`
 */
export function callContent(contentType: string, body: Uint8Array, template: string | null): CallContent {
  const type = contentType.replace(/;.*/s, '').trim().toLowerCase()
  const content = contentOf(type, body, charsetOf(body, contentType), template)
  if (!content.markdown.trim())
    throw invalid('body_empty', 'There is nothing to write in this call. Send text, Markdown or JSON.')
  return content
}

function contentOf(type: string, body: Uint8Array, charset: string, template: string | null): CallContent {
  if (type === 'application/x-www-form-urlencoded')
    return ofForm(new Map(fieldsOf(Buffer.from(body).toString('latin1'), charset)), template)
  const text = decoded(body, charset)
  if (type === '' || type === 'text/plain') return { markdown: markdownOf(paragraphs(text)), slack: false }
  if (type === 'text/markdown' || type === 'text/x-markdown') return { markdown: text, slack: false }
  if (type === 'application/json' || type.endsWith('+json')) return ofJson(parsed(text), template)
  throw unsupported(
    'content_type_unsupported',
    `A hook cannot read ${type.slice(0, 100)}. Send text/plain, text/markdown, application/json or a form.`,
  )
}

function ofForm(form: ReadonlyMap<string, string>, template: string | null): CallContent {
  const payload = form.get('payload')
  if (payload !== undefined) return ofJson(parsed(payload), template)
  const fields = Object.fromEntries(form)
  if (template !== null || 'text' in fields || 'markdown' in fields) return ofJson(fields, template)
  throw invalid(
    'body_malformed',
    'A form must have a field text, markdown or payload. To send plain text, set content-type: text/plain.',
  )
}

function ofJson(data: unknown, template: string | null): CallContent {
  const slack = isSlackMessage(data)
  if (template !== null) return { markdown: filled(template, data), slack }
  if (typeof data === 'string') return { markdown: markdownOf(paragraphs(data)), slack: false }
  if (typeof data === 'object' && data !== null && 'markdown' in data && typeof data.markdown === 'string')
    return { markdown: data.markdown, slack: false }
  if (slack) return { markdown: markdownOf(slackMessage(data)), slack }
  // Written as it came, it shows what a template could take from it.
  const content = [{ type: 'text', text: JSON.stringify(data, null, 2) }]
  return { markdown: markdownOf([{ type: 'codeBlock', attrs: { language: 'json' }, content }]), slack: false }
}

function filled(template: string, data: unknown): string {
  try {
    return fillTemplate(template, data)
  } catch (error) {
    if (error instanceof TemplateError) throw invalid(error.code, error.message)
    if (error instanceof MarkdownError) throw invalid('markdown_invalid', error.message)
    throw error
  }
}

function paragraphs(text: string): Node[] {
  return text
    .split(/(?:\r?\n[ \t]*){2,}/)
    .filter((part) => part.trim())
    .map((part) => ({ type: 'paragraph', content: linkedText(part.replace(/^[\r\n]+/, '').trimEnd()) }))
}

function markdownOf(content: Node[]): string {
  return jsonToMarkdown({ type: 'doc', content })
}

function decoded(body: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(body)
  } catch {
    throw unsupported('content_type_unsupported', 'A hook cannot read this charset. Send UTF-8.')
  }
}

/**
 * The fields of a form, in which each letter still stands for a byte: its text was encoded in the charset, then
 * escaped.
 */
function fieldsOf(form: string, charset: string): [name: string, value: string][] {
  const read = (text: string) => {
    const ascii = text.replaceAll('+', ' ')
    const bytes = ascii.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    return decoded(Buffer.from(bytes, 'latin1'), charset)
  }
  return form.split('&').map((field) => {
    const [name = '', ...value] = field.split('=')
    return [read(name), read(value.join('='))]
  })
}

function parsed(text: string): unknown {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw invalid('body_malformed', 'The body is not valid JSON.')
  }
  if (!isShallow(data, 0))
    throw tooLarge('body_too_deep', `The JSON is nested more than ${MAX_DEPTH} levels deep.`)
  return data
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth < MAX_DEPTH && Object.values(value).every((one) => isShallow(one, depth + 1))
}

/**
 * Markdown with placeholders for values, `{{path.to.value}}`, and nothing more: no loops and no conditions. A value is
 * text: nothing in it is markup. So it is put in after the template has been parsed, except within the address of a
 * link, where it is percent-encoded, and where the template says that the value is Markdown.
 *
 * `{{a.b}}`, `{{list.0.c}}` · `{{a | default: "none"}}` where it is missing or empty · `{{a | markdown}}`
 */
import type { JSONContent } from '@tiptap/core'
import { inOneLine } from './escape.ts'
import { linkedText } from './linked-text.ts'
import { markdownToJson } from './read.ts'
import { jsonToMarkdown } from './write.ts'

/** A template that cannot be read, or data that lack what it asks for. The message gives the reason, for people. */
export class TemplateError extends Error {
  readonly code: 'template_invalid' | 'template_value_missing' | 'template_result_too_large'

  constructor(code: TemplateError['code'], message: string) {
    super(message)
    this.code = code
  }
}

const BRACES = /\{\{(.*?)\}\}/gs
const PLACEHOLDER = /^\s*([^\s|{}"']+)\s*((?:\|.*)?)$/s
const FILTER = /^\|\s*(?:default:\s*(?:"([^"]*)"|'([^']*)')|(markdown))\s*/
/** A short template can ask for a long value many times. */
const MAX_LENGTH = 1_000_000
/** Stands for the value of this number in the parsed template. The characters around the number are for private use. */
const TOKEN = /\ue000(\d+)\ue001/g
const PRIVATE = /[\ue000\ue001]/g
/** Text that ends in this is within the address of a link or image. */
const IN_ADDRESS = /\]\(([^()\s]*)$/

const MAX_ADDRESS_LENGTH = 2000

interface Placeholder {
  path: string
  fallback: string | null
  markdown: boolean
}

/** @throws TemplateError `template_invalid` with what is wrong and how it is written right. */
export function checkTemplate(template: string): void {
  for (const [, inside = ''] of template.matchAll(BRACES)) readPlaceholder(inside)
  const rest = template.replaceAll(BRACES, '')
  if (rest.includes('{{') || rest.includes('}}'))
    throw new TemplateError(
      'template_invalid',
      'A placeholder is opened but not closed, or closed but not opened: write {{path.to.value}}.',
    )
}

/**
 * The template with the values of the data, as Markdown.
 *
 * @throws TemplateError `template_invalid`, `template_value_missing` if a value without a default is not there, or
 * `template_result_too_large`.
 * @throws MarkdownError as `markdownToJson` does.
 */
export function fillTemplate(template: string, data: unknown): string {
  checkTemplate(template)
  const values: string[] = []
  let markdown = ''
  let end = 0
  let length = template.length
  for (const { 0: whole, 1: inside = '', index } of template.matchAll(BRACES)) {
    markdown += template.slice(end, index).replaceAll(PRIVATE, '')
    end = index + whole.length
    const placeholder = readPlaceholder(inside)
    const value = lookUp(placeholder, data)
    length += value.length
    if (length > MAX_LENGTH)
      throw new TemplateError('template_result_too_large', 'The template with its values is too long.')
    const address = IN_ADDRESS.exec(markdown.slice(-MAX_ADDRESS_LENGTH))
    if (address) markdown += address[1] === '' ? wholeAddress(value) : partOfAddress(value)
    else if (placeholder.markdown) markdown += value.replaceAll(PRIVATE, '')
    else markdown += `\ue000${values.push(value) - 1}\ue001`
  }
  markdown += template.slice(end).replaceAll(PRIVATE, '')
  return jsonToMarkdown(putIn(markdownToJson(markdown), values))
}

function readPlaceholder(inside: string): Placeholder {
  const [, path = '', filters = ''] = PLACEHOLDER.exec(inside) ?? []
  const placeholder: Placeholder = { path, fallback: null, markdown: false }
  let rest = filters
  while (path && rest) {
    const match = FILTER.exec(rest)
    if (!match) break
    if (match[3]) placeholder.markdown = true
    else placeholder.fallback = match[1] ?? match[2] ?? ''
    rest = rest.slice(match[0].length)
  }
  if (path && !rest && !/^[#/^&>!]/.test(path)) return placeholder
  throw new TemplateError(
    'template_invalid',
    `{{${inside.slice(0, 60)}}} is not a placeholder. Write {{path.to.value}}, {{path | default: "text"}} or {{path | markdown}}.`,
  )
}

function lookUp({ path, fallback }: Placeholder, data: unknown): string {
  const value = textOf(find(data, path))
  if (value !== '') return value.toWellFormed()
  if (fallback !== null) return fallback
  throw new TemplateError(
    'template_value_missing',
    `The template asks for “${path}”, which the JSON does not have. Add | default: "…" to do without it.`,
  )
}

/** Reads `a.b`, `a.0.b` and `a[0].b`. Only what the JSON itself holds: nothing that objects inherit. */
function find(data: unknown, path: string): unknown {
  let value = data
  for (const name of path.replaceAll(/\[(\w+)\]/g, '.$1').split('.')) {
    if (name === '') continue
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name] // the cast: an object that has the name
  }
  return value
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return String(value)
  const isPlainList = Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null)
  return isPlainList ? value.map(textOf).join(', ') : JSON.stringify(value)
}

function wholeAddress(value: string): string {
  return value.trim().replaceAll(/[\s()<>\\"|]/g, percent)
}

function partOfAddress(value: string): string {
  return encodeURIComponent(value).replaceAll(/[()]/g, percent)
}

function percent(sign: string): string {
  if (sign === '(') return '%28'
  return sign === ')' ? '%29' : encodeURIComponent(sign)
}

/** Puts the values into the parsed template. */
function putIn(node: JSONContent, values: readonly string[]): JSONContent {
  const number = (_: string, digits: string) => values[Number(digits)] ?? ''
  const fill = (text: string) => text.replaceAll(TOKEN, number)
  const fillAddress = (text: string) =>
    text.replaceAll(TOKEN, (...match: [string, string]) => partOfAddress(number(...match)))
  const inside = (child: JSONContent): JSONContent[] => {
    if (child.type !== 'text') return [putIn(child, values)]
    const text = child.text ?? ''
    const marks = child.marks?.map((mark) => ({ ...mark, ...withAttributes(mark, fillAddress) })) ?? []
    if (node.type === 'codeBlock') return [{ ...child, text: fill(text) }]
    if (text.search(TOKEN) < 0 || marks.some(({ type }) => type === 'code' || type === 'link'))
      return [{ ...child, marks, text: inOneLine(fill(text)) }]
    return linkedText(fill(text), marks)
  }
  return {
    ...node,
    ...withAttributes(node, fill),
    ...(node.content ? { content: node.content.flatMap(inside) } : {}),
  }
}

function withAttributes({ attrs }: Pick<JSONContent, 'attrs'>, fill: (text: string) => string) {
  if (!attrs) return {}
  const filled = Object.entries(attrs).map(([name, value]) => [
    name,
    typeof value === 'string' ? fill(value) : value,
  ])
  return { attrs: Object.fromEntries(filled) }
}

import type { JSONContent } from '@tiptap/core'
import { MarkdownManager } from '@tiptap/markdown'
import { isSafeImage, isSafeLink } from './document-extensions.ts'
import { schema, serverExtensions } from './schema.ts'

const manager = new MarkdownManager({ extensions: serverExtensions, markedOptions: { gfm: true } })

/** How deep blocks may lie in each other: beyond it Markdown is taken as an attack on the parser's stack. */
const DEPTH_LIMIT = 60

/** Markdown that cannot be taken, with the reason for whoever sent it. */
export class MarkdownError extends Error {}

/**
 * Reads Markdown (GitHub's dialect, and `++underline++`) as a document of our schema. HTML in it is kept as text.
 * Links and images with addresses that are not safe lose them.
 *
 * @throws MarkdownError where it is nested beyond reason.
 */
export function markdownToJson(markdown: string): JSONContent {
  refuseDeepNesting(markdown)
  const parsed = manager.parse(escapeHtml(markdown.replaceAll('\r\n', '\n').replaceAll('\0', '')))
  return fit({ type: 'doc', content: parsed.content ?? [] })
}

/** Writes a document as Markdown that `markdownToJson` reads back the same. */
export function jsonToMarkdown(json: JSONContent): string {
  const markdown = manager.serialize(json).trimEnd()
  return markdown ? `${markdown}\n` : ''
}

function refuseDeepNesting(markdown: string) {
  const deep = new RegExp(
    `^(?:[ \\t]*(?:>|[-+*]|\\d+[.)])[ \\t]?){${DEPTH_LIMIT},}|^[ \\t]{${DEPTH_LIMIT * 4},}\\S`,
    'm',
  )
  if (deep.test(markdown)) throw new MarkdownError(`Markdown is nested more than ${DEPTH_LIMIT} levels deep.`)
}

/**
 * HTML has no place in the schema and needs a DOM to be read, so that its tags are kept as what they are: text. Code
 * is left alone.
 */
function escapeHtml(markdown: string): string {
  const CODE =
    /(^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\2[`~]*[ \t]*$|$(?![\s\S]))|(`+)(?!`)[\s\S]*?[^`]\3(?!`))/m
  const parts: string[] = []
  let rest = markdown
  for (let match = CODE.exec(rest); match; match = CODE.exec(rest)) {
    parts.push(escapeTags(rest.slice(0, match.index)), match[0])
    rest = rest.slice(match.index + Math.max(match[0].length, 1))
  }
  parts.push(escapeTags(rest))
  return parts.join('')
}

function escapeTags(text: string): string {
  // `<https://…>` and `<mail@…>` are Markdown's own links.
  return text.replaceAll(/<(?=[a-z!/?])(?!(?:https?:\/\/|mailto:)[^\s<>]*>|[\w.+-]+@[\w.-]+>)/gi, '&lt;')
}

/** Brings what the parser made into our schema: unknown nodes give way to their content, unsafe addresses go. */
function fit(doc: JSONContent): JSONContent {
  const content = blocks((doc.content ?? []).flatMap(fitNode))
  const fitted = { type: 'doc', content: content.length > 0 ? content : [{ type: 'paragraph' }] }
  const node = schema.nodeFromJSON(fitted)
  try {
    node.check()
    return node.toJSON()
  } catch {
    return { type: 'doc', content: fitted.content.map(fitOrPlain) }
  }
}

function fitNode(node: JSONContent): JSONContent[] {
  const content = node.content?.flatMap(fitNode)
  if (!node.type || !schema.nodes[node.type]) return content ?? []
  if (node.type === 'text') {
    if (!node.text) return []
    const marks = node.marks?.filter(
      ({ type, attrs }) =>
        schema.marks[type] && (type !== 'link' || isSafeLink(String(attrs?.['href'] ?? ''))),
    )
    return [{ ...node, ...(marks ? { marks } : {}) }]
  }
  if (node.type === 'image' && !isSafeImage(String(node.attrs?.['src'] ?? ''))) return []
  return [{ ...node, ...(content ? { content } : {}) }]
}

/** An image or a text where a block belongs is given a paragraph, or stands by itself. */
function blocks(nodes: JSONContent[]): JSONContent[] {
  return nodes.map((node) =>
    node.type && schema.nodes[node.type]?.isInline ? { type: 'paragraph', content: [node] } : node,
  )
}

/** A block that does not fit the schema is kept as its text rather than lost. */
function fitOrPlain(block: JSONContent): JSONContent {
  try {
    const node = schema.nodeFromJSON(block)
    node.check()
    return node.toJSON()
  } catch {
    const text = plain(block)
    return { type: 'paragraph', ...(text ? { content: [{ type: 'text', text }] } : {}) }
  }
}

function plain(node: JSONContent): string {
  return node.text ?? (node.content ?? []).map(plain).join(' ')
}

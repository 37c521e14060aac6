import type { JSONContent } from '@tiptap/core'
import { renderToHTMLString } from '@tiptap/static-renderer/pm/html-string'
import { serverExtensions } from './schema.ts'

/** Renders a document as HTML. Text is escaped; links and images have passed the schema's own check of addresses. */
export function jsonToHtml(json: JSONContent): string {
  return renderToHTMLString({ content: json, extensions: serverExtensions })
}

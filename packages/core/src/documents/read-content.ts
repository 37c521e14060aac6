import { jsonToHtml, jsonToMarkdown, jsonToText, readJson } from '@quillwire/editor'
import * as Y from 'yjs'
import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { loadDocument } from './load-document.ts'

export const contentFormats = ['markdown', 'html', 'json', 'text', 'yjs'] as const
export type ContentFormat = (typeof contentFormats)[number]

const types: Record<ContentFormat, string> = {
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
  yjs: 'application/octet-stream',
}

/** The body in the wanted format, as the log has it now; `yjs` is the whole Y.Doc as one update. */
export async function readContent(
  context: Context,
  { documentId, format }: { documentId: string; format: ContentFormat },
): Promise<{ contentType: string; body: string | Uint8Array }> {
  await requireDocument(context.database, context.principal, documentId, 'read')
  const ydoc = await loadDocument(context.database, documentId)
  return { contentType: types[format], body: renderContent(ydoc, format) }
}

/** The body of a loaded document in the wanted format. */
export function renderContent(ydoc: Y.Doc, format: ContentFormat): string | Uint8Array {
  switch (format) {
    case 'markdown':
      return jsonToMarkdown(readJson(ydoc))
    case 'html':
      return jsonToHtml(readJson(ydoc))
    case 'json':
      return JSON.stringify(readJson(ydoc))
    case 'text':
      return jsonToText(readJson(ydoc))
    case 'yjs':
      return Y.encodeStateAsUpdate(ydoc)
  }
}

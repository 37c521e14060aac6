import { readJson, TITLE } from '@quillwire/editor'
import type * as Y from 'yjs'
import { unsentLines } from './unsent-lines.ts'

/**
 * A document as Markdown, with the title as its heading: pasted into another document, it is the same again. Only its
 * lines where an update of the product has taken away this page's code for Markdown.
 */
export async function wholeText(ydoc: Y.Doc): Promise<string> {
  const markdown = await import('@quillwire/editor/markdown').catch(() => null)
  if (!markdown)
    return unsentLines(ydoc, new Map([...ydoc.store.clients.keys()].map((client) => [client, 0]))).join('\n')
  return toMarkdown(ydoc, markdown.jsonToMarkdown)
}

function toMarkdown(ydoc: Y.Doc, jsonToMarkdown: typeof import('@quillwire/editor/markdown').jsonToMarkdown) {
  const title = ydoc.getText(TITLE).toString()
  const body = jsonToMarkdown(readJson(ydoc))
  return [title && `# ${title}\n`, body].filter(Boolean).join('\n')
}

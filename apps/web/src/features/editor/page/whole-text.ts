import { readJson, TITLE } from '@quillwire/editor'
import type * as Y from 'yjs'
import { unsentLines } from './unsent-lines.ts'

/**
 * A document as Markdown, with the title as its heading: pasted into another one, it is what it was. Its lines alone, where an
 * update has taken away what writes Markdown for this page.
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

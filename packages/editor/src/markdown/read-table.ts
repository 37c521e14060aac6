import type { JSONContent } from '@tiptap/core'
import { readInline, splitImages } from './read-inline.ts'
import type { TokenReader } from './token-reader.ts'

/** Reads a table. A head without any content is there only because Markdown requires one, and is left out. */
export function readTable(reader: TokenReader): JSONContent {
  const rows: JSONContent[] = []
  let headIsBlank = true
  let depth = 1
  while (depth > 0) {
    const token = reader.next()
    if (!token) break
    if (token.type === 'tr_open') rows.push({ type: 'tableRow', content: [] })
    if (token.type === 'th_open' || token.type === 'td_open') {
      const align = /text-align:\s*(left|center|right)/.exec(token.attrGet('style') ?? '')?.[1]
      const inline = readInline(reader.inside())
      if (token.type === 'th_open' && inline.length > 0) headIsBlank = false
      rows.at(-1)?.content?.push({
        type: token.type === 'th_open' ? 'tableHeader' : 'tableCell',
        ...(align ? { attrs: { align } } : {}),
        content: cellBlocks(inline),
      })
    } else depth += token.nesting
  }
  return { type: 'table', content: headIsBlank && rows.length > 1 ? rows.slice(1) : rows }
}

/** Two line breaks separate the paragraphs of a cell. */
function cellBlocks(inline: readonly JSONContent[]): JSONContent[] {
  const blocks: JSONContent[] = []
  let run: JSONContent[] = []
  inline.forEach((node, index) => {
    if (
      node.type !== 'hardBreak' ||
      inline[index - 1]?.type !== 'hardBreak' ||
      run.at(-1)?.type !== 'hardBreak'
    ) {
      run.push(node)
      return
    }
    run.pop()
    blocks.push(...splitImages(run))
    run = []
  })
  return [...blocks, ...splitImages(run)]
}

import type { Node, ResolvedPos } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'

interface TableFacts {
  /** Where the table begins in the document. */
  position: number
  /** Whether all cells of its first row are headers. */
  hasHeaderRow: boolean
  /** Whether the caret stands in that row. */
  inHeaderRow: boolean
}

/** The innermost table around the selection, or null where there is none. */
export function tableAround({ selection }: EditorState): TableFacts | null {
  const { $from } = selection
  const depth = depthOfTable($from)
  if (depth === null) return null
  const first = $from.node(depth).firstChild
  const hasHeaderRow = first !== null && isHeader(first)
  return {
    position: $from.before(depth),
    hasHeaderRow,
    inHeaderRow: hasHeaderRow && $from.index(depth) === 0,
  }
}

function depthOfTable($position: ResolvedPos): number | null {
  for (let { depth } = $position; depth > 0; depth--)
    if ($position.node(depth).type.spec.tableRole === 'table') return depth
  return null
}

function isHeader(row: Node): boolean {
  return row.children.every(({ type }) => type.spec.tableRole === 'header_cell')
}

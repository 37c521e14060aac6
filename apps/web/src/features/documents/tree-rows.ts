import type { TreeDocument } from '@/lib/api-types.ts'

/** A document as the side bar lists it. */
export interface ShownRow {
  document: TreeDocument
  depth: number
  /** Whether what is under it shows; null where there is nothing. */
  open: boolean | null
  /** Its place among those beside it, from 1 on, and how many these are. */
  place: number
  beside: number
}

/** The tree from top to bottom, without what lies under folded documents. */
export function shownRows(tree: readonly TreeDocument[], folded: ReadonlySet<string>): ShownRow[] {
  const known = new Set(tree.map(({ id }) => id))
  const children = Map.groupBy(tree, ({ parentId }) => (parentId && known.has(parentId) ? parentId : ''))
  const rows: ShownRow[] = []
  const add = (parentId: string, depth: number) => {
    const beside = byTitle(children.get(parentId) ?? [])
    for (const [index, document] of beside.entries()) {
      const { id } = document
      const open = children.has(id) ? !folded.has(id) : null
      rows.push({ document, depth, open, place: index + 1, beside: beside.length })
      if (open) add(id, depth + 1)
    }
  }
  add('', 0)
  return rows
}

/** As people number things: Chapter 2 before Chapter 10. */
const inOrder = new Intl.Collator(undefined, { numeric: true })

function byTitle(documents: readonly TreeDocument[]): TreeDocument[] {
  return documents.toSorted((a, b) => inOrder.compare(a.title || 'Untitled', b.title || 'Untitled'))
}

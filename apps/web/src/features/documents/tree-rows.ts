import type { TreeDocument } from '@/lib/api-types.ts'
import { byTitle } from './tree-places.ts'

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

/** The documents under each one, and under '' those at the top, in the order in which they stand. */
export type Branches = ReadonlyMap<string, readonly TreeDocument[]>

export function branchesOf(tree: readonly TreeDocument[]): Branches {
  const known = new Set(tree.map(({ id }) => id))
  const branches = Map.groupBy(tree, ({ parentId }) => (parentId && known.has(parentId) ? parentId : ''))
  for (const beside of branches.values()) beside.sort(byTitle)
  return branches
}

/** The tree from top to bottom, without what lies under folded documents. */
export function shownRows(branches: Branches, folded: ReadonlySet<string>): ShownRow[] {
  const rows: ShownRow[] = []
  const add = (parentId: string, depth: number) => {
    const beside = branches.get(parentId) ?? []
    for (const [index, document] of beside.entries()) {
      const { id } = document
      const open = branches.has(id) ? !folded.has(id) : null
      rows.push({ document, depth, open, place: index + 1, beside: beside.length })
      if (open) add(id, depth + 1)
    }
  }
  add('', 0)
  return rows
}

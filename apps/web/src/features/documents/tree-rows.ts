import type { TreeDocument } from '@/lib/api-types.ts'
import { byTitle } from './tree-places.ts'

/** A document as the side bar lists it. */
export interface ShownRow {
  document: TreeDocument
  depth: number
  /** Whether the documents under it are shown; null if there are none. */
  open: boolean | null
  /** Its place among its siblings, from 1 on, and how many there are with it. */
  place: number
  beside: number
}

/** The documents under each one, in order; those at the top level are under ''. */
export type Branches = ReadonlyMap<string, readonly TreeDocument[]>

export function branchesOf(tree: readonly TreeDocument[]): Branches {
  const known = new Set(tree.map(({ id }) => id))
  const branches = Map.groupBy(tree, ({ parentId }) => (parentId && known.has(parentId) ? parentId : ''))
  for (const beside of branches.values()) beside.sort(byTitle)
  return branches
}

/** The tree from top to bottom, without the documents under folded ones. */
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

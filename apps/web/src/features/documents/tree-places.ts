import type { TreeDocument } from '@/lib/api-types.ts'

/** Built once per tree, since many documents are looked up in it. A tree that has changed is another array. */
const knownIds = new WeakMap<readonly TreeDocument[], Map<string, TreeDocument>>()

function byIdIn(tree: readonly TreeDocument[]): Map<string, TreeDocument> {
  const known = knownIds.get(tree)
  if (known) return known
  const byId = new Map(tree.map((document) => [document.id, document]))
  knownIds.set(tree, byId)
  return byId
}

/** The documents above this one, the outermost first. */
export function documentsAbove(tree: readonly TreeDocument[], documentId: string): TreeDocument[] {
  const byId = byIdIn(tree)
  const above: TreeDocument[] = []
  for (let next = byId.get(documentId)?.parentId; next; ) {
    const document = byId.get(next)
    // While documents are moved, the tree that was read may contain a ring: it must not hang the page.
    if (!document || above.includes(document)) break
    above.unshift(document)
    next = document.parentId
  }
  return above
}

/** Stands for the middle of a long path. */
export const LEFT_OUT = '…'
/** A path of this length or more is shown without its middle: the titles need the room. */
const LONG_PATH = 5

/** A path in three parts. If the path is long, the middle one is to be left out. */
export function partsOfPath<Part>(path: readonly Part[]): { first: Part[]; left: Part[]; last: Part[] } {
  if (path.length < LONG_PATH) return { first: [...path], left: [], last: [] }
  return { first: path.slice(0, 1), left: path.slice(1, -2), last: path.slice(-2) }
}

/** The titles above this document, the outermost first. */
export function pathOf(tree: readonly TreeDocument[], documentId: string): string[] {
  const { first, left, last } = partsOfPath(documentsAbove(tree, documentId))
  const titles = (documents: TreeDocument[]) => documents.map(({ title }) => title || 'Untitled')
  return [...titles(first), ...(left.length > 0 ? [LEFT_OUT] : []), ...titles(last)]
}

/** Sorts numbers by their value: Chapter 2 before Chapter 10. */
const inOrder = new Intl.Collator(undefined, { numeric: true })

/** The order of the side bar. */
export function byTitle(one: TreeDocument, other: TreeDocument): number {
  return inOrder.compare(one.title || 'Untitled', other.title || 'Untitled')
}

/** Where this document can be put: under those that the person may write, but not under itself or what is below it. */
export function placesFor(tree: readonly TreeDocument[], documentId: string): TreeDocument[] {
  const children = Map.groupBy(tree, ({ parentId }) => parentId)
  const below = new Set([documentId])
  // A set may grow during iteration: added ids are visited too.
  for (const id of below) for (const child of children.get(id) ?? []) below.add(child.id)
  return tree.filter(({ id, canWrite }) => canWrite && !below.has(id)).sort(byTitle)
}

/** The message when a document has gone to the trash: the documents inside it do not go with it. */
export function trashedText(
  document: Pick<TreeDocument, 'id' | 'title'>,
  tree: readonly TreeDocument[],
): string {
  const said = `“${document.title || 'Untitled'}” is in the trash.`
  const inside = tree.filter(({ parentId }) => parentId === document.id)
  const [only] = inside
  if (!only) return said
  if (inside.length === 1)
    return `${said} “${only.title || 'Untitled'}” is at the top level until it is restored.`
  return `${said} The ${inside.length} documents inside it are at the top level until it is restored.`
}

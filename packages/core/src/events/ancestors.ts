/**
 * SQL: the ids of the documents above a document now, the nearest first; null when there are none. `id` is an SQL
 * expression. Each event keeps these ids, so a filter by folder works wherever the document is moved later.
 */
export function ancestorsOf(id: string): string {
  return `(
    WITH RECURSIVE above AS (
      SELECT parent_id AS id, 1 AS depth FROM documents WHERE id = ${id} AND parent_id IS NOT NULL
      UNION ALL
      SELECT parent.parent_id, above.depth + 1
        FROM documents parent JOIN above ON parent.id = above.id
       WHERE parent.parent_id IS NOT NULL AND above.depth < 50
    )
    SELECT array_agg(id ORDER BY depth) FROM above)`
}

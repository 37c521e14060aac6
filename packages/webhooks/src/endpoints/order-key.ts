/**
 * SQL: the order key of a delivery `d` to an endpoint `e`, by what the endpoint asks for now. The row of `e` is to be locked
 * (`FOR KEY SHARE` is enough), or an order that is asked for at this moment would not hold for it.
 */
export const ORDER_KEY = `CASE WHEN NOT e.ordered THEN NULL
  WHEN d.test THEN d.id ELSE coalesce(d.document_id, e.workspace_id) END`

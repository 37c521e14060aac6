/**
 * SQL: the order key of a delivery `d` to an endpoint `e`, by the endpoint's present setting. The row of `e` must be
 * locked (`FOR KEY SHARE` is enough), or an order that is asked for at this moment would not hold for the delivery.
 */
export const ORDER_KEY = `CASE WHEN NOT e.ordered THEN NULL
  WHEN d.test THEN d.id ELSE coalesce(d.document_id, e.workspace_id) END`

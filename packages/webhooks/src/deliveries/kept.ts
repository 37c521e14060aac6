/** SQL: of a delivery `d`, that what it is to send is kept still: an envelope of its own, or its event. */
export const KEPT = `(d.payload IS NOT NULL OR EXISTS (SELECT FROM events v WHERE v.id = d.event_id))`

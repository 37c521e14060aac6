/** SQL: whether what a delivery `d` is to send is still kept: an envelope of its own, or its event. */
export const KEPT = `(d.payload IS NOT NULL OR EXISTS (SELECT FROM events v WHERE v.id = d.event_id))`

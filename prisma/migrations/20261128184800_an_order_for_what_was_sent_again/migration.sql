-- What was sent again after its endpoint got an order had none, and waited for ever.
UPDATE deliveries d
   SET order_key = CASE WHEN d.test THEN d.id ELSE coalesce(d.document_id, e.workspace_id) END
  FROM webhook_endpoints e
 WHERE e.id = d.endpoint_id AND e.ordered AND d.status = 'pending' AND d.order_key IS NULL;

-- What a consumer acknowledged did not say which document it is about, so that everybody who reads the log saw it.
UPDATE "deliveries" AS d SET "document_id" = v."document_id"
  FROM "events" v, "webhook_endpoints" e
 WHERE v."id" = d."event_id" AND e."id" = d."endpoint_id" AND e."kind" = 'stream'
   AND d."document_id" IS NULL AND v."document_id" IS NOT NULL;

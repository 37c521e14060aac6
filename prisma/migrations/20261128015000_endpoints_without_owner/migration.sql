-- Endpoints whose owner has left the workspace, or whose API key was revoked, stop until an admin enables them: from now on
-- that happens in the moment in which the owner goes.
UPDATE "webhook_endpoints" e
   SET "status" = 'disabled', "disabled_reason" = 'owner_gone', "disabled_at" = now()
 WHERE e."kind" = 'webhook' AND e."status" <> 'disabled'
   AND CASE e."created_by_type"
         WHEN 'user' THEN NOT EXISTS (SELECT FROM "members" m
                                       WHERE m."workspace_id" = e."workspace_id" AND m."user_id" = e."created_by_id")
         WHEN 'api_key' THEN NOT EXISTS (SELECT FROM "api_keys" k
                                          WHERE k."id" = e."created_by_id" AND k."revoked_at" IS NULL)
         ELSE false
       END;

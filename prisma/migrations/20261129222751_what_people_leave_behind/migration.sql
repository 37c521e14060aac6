-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "maker_gone" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "incoming_hooks" ADD COLUMN     "owner_gone_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "share_links" ADD COLUMN     "created_by_type" TEXT;

-- Until now only people made links of which it is known who did.
UPDATE "share_links" SET "created_by_type" = 'user' WHERE "created_by_id" IS NOT NULL;

-- From now on what goes with a right ends in the moment in which the right does. What follows is that for rights that ended
-- before. API keys are left as they are: whoever removed their makers was told that they go on. The list shows them.

-- Endpoints of people who are no admins any more, as those of people who left.
UPDATE "webhook_endpoints" e
   SET "status" = 'disabled', "disabled_reason" = 'owner_gone', "disabled_at" = COALESCE(e."disabled_at", now()), "throttled_until" = NULL
 WHERE e."kind" = 'webhook' AND e."disabled_reason" IS DISTINCT FROM 'owner_gone'
   AND CASE e."created_by_type"
         WHEN 'user' THEN NOT EXISTS (SELECT FROM "members" m
                                       WHERE m."workspace_id" = e."workspace_id" AND m."user_id" = e."created_by_id"
                                         AND m."role" IN ('owner', 'admin'))
         WHEN 'api_key' THEN NOT EXISTS (SELECT FROM "api_keys" k
                                          WHERE k."id" = e."created_by_id" AND k."revoked_at" IS NULL)
         ELSE false
       END;

-- Hooks that nobody answers for do not begin again when somebody comes back.
UPDATE "incoming_hooks" h
   SET "owner_gone_at" = now()
 WHERE CASE h."created_by_type"
         WHEN 'user' THEN NOT EXISTS (SELECT FROM "members" m
                                       WHERE m."workspace_id" = h."workspace_id" AND m."user_id" = h."created_by_id")
         WHEN 'api_key' THEN NOT EXISTS (SELECT FROM "api_keys" k
                                          WHERE k."id" = h."created_by_id" AND k."revoked_at" IS NULL)
         ELSE false
       END;

-- Invitation links of people who are no admins any more are ways back in.
UPDATE "invitations" i
   SET "revoked_at" = now()
 WHERE i."revoked_at" IS NULL AND i."expires_at" > now()
   AND NOT EXISTS (SELECT FROM "members" m
                    WHERE m."workspace_id" = i."workspace_id" AND m."user_id" = i."created_by_id"
                      AND m."role" IN ('owner', 'admin'));

-- Documents of people who left that nobody could edit any more go to who has owned the workspace for the longest.
INSERT INTO "document_access" ("id", "document_id", "user_id", "role", "created_at")
SELECT gen_random_uuid(), d."id", heir."user_id", 'owner', now()
  FROM "documents" d
  JOIN LATERAL (SELECT m."user_id" FROM "members" m
                 WHERE m."workspace_id" = d."workspace_id" AND m."role" = 'owner'
                 ORDER BY m."created_at" LIMIT 1) heir ON true
 WHERE d."created_by_type" = 'user'
   AND NOT EXISTS (SELECT FROM "members" m
                    WHERE m."workspace_id" = d."workspace_id" AND m."user_id" = d."created_by_id")
   AND NOT EXISTS (SELECT FROM "members" m
                     LEFT JOIN "document_access" a ON a."document_id" = d."id" AND a."user_id" = m."user_id"
                    WHERE m."workspace_id" = d."workspace_id"
                      AND CASE WHEN a."role" IS NOT NULL THEN a."role"::text
                               WHEN m."role" <> 'guest' THEN d."general_access"::text END IN ('owner', 'editor'))
ON CONFLICT ("document_id", "user_id") DO UPDATE SET "role" = 'owner';

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "ancestor_ids" UUID[];

-- Of what happened before, only where the documents are now is known.
WITH RECURSIVE "above" AS (
  SELECT "id" AS "document_id", "parent_id" AS "id", 1 AS "depth" FROM "documents" WHERE "parent_id" IS NOT NULL
  UNION ALL
  SELECT "above"."document_id", "parent"."parent_id", "above"."depth" + 1
    FROM "documents" "parent" JOIN "above" ON "parent"."id" = "above"."id"
   WHERE "parent"."parent_id" IS NOT NULL AND "above"."depth" < 50
)
UPDATE "events" SET "ancestor_ids" = "line"."ids"
  FROM (SELECT "document_id", array_agg("id" ORDER BY "depth") AS "ids" FROM "above" GROUP BY "document_id") "line"
 WHERE "events"."document_id" = "line"."document_id";

-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "last_attempt_sent" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "delivery_attempts" ADD COLUMN     "sent" BOOLEAN NOT NULL DEFAULT true;

-- Until now only the words of the reason told it.
UPDATE "delivery_attempts" SET "sent" = false
 WHERE "status_code" IS NULL
   AND ("error" LIKE 'Not sent: %' OR "error" = 'The transformation gave nothing back for this event.');
UPDATE "deliveries" SET "last_attempt_sent" = false
 WHERE "last_status_code" IS NULL AND "attempt_count" > 0
   AND ("last_error" LIKE 'Not sent: %' OR "last_error" = 'The transformation gave nothing back for this event.');

-- DropIndex
DROP INDEX "deliveries_order_idx";

-- AlterTable
ALTER TABLE "deliveries" ALTER COLUMN "sequence" DROP NOT NULL,
ALTER COLUMN "sequence" DROP DEFAULT;
DROP SEQUENCE "deliveries_sequence_seq";

-- Until now deliveries counted for themselves. Also those that have ended: each may be sent again as long as its event
-- is kept.
UPDATE "deliveries" AS d SET "sequence" = v."sequence"
  FROM "events" AS v WHERE v."id" = d."event_id";

-- CreateIndex
CREATE INDEX "deliveries_order_idx" ON "deliveries"("endpoint_id", "order_key", "sequence", "id") WHERE (status = 'pending' AND order_key IS NOT NULL);

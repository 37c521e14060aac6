-- DropIndex
DROP INDEX "deliveries_unsuccessful_idx";

-- CreateIndex
CREATE INDEX "deliveries_unsuccessful_idx" ON "deliveries"("endpoint_id", "status", "id") WHERE (status <> 'succeeded');

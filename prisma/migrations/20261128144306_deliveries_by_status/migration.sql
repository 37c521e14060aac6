-- DropIndex
DROP INDEX "deliveries_unsuccessful_idx";

-- CreateIndex
CREATE INDEX "deliveries_pending_idx" ON "deliveries"("endpoint_id", "id") WHERE (status = 'pending' AND id IS NOT NULL);

-- CreateIndex
CREATE INDEX "deliveries_ended_idx" ON "deliveries"("endpoint_id", "status", "id") WHERE (status <> 'succeeded' AND status <> 'pending');

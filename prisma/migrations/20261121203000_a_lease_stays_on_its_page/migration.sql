-- Half of each page is left free, and no index looks at leases: so a lease is written beside its delivery, and no index
-- has to be told (a heap-only update).
ALTER TABLE "deliveries" SET (fillfactor = 50);
DROP INDEX "deliveries_free_idx";
CREATE INDEX "deliveries_due_idx" ON "deliveries"("endpoint_id", "next_attempt_at") WHERE (status = 'pending');

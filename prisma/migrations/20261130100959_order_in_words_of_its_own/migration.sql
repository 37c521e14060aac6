-- DropIndex
DROP INDEX "deliveries_order_idx";

-- CreateIndex
CREATE INDEX "deliveries_order_idx" ON "deliveries"("endpoint_id", "order_key", "sequence", "id") WHERE ((status <> 'pending') IS FALSE AND order_key IS NOT NULL);

-- DropIndex
DROP INDEX "deliveries_endpoint_id_id_idx";

-- CreateIndex
CREATE INDEX "deliveries_log_idx" ON "deliveries"("endpoint_id", "id", "status", "event_type", "document_id");

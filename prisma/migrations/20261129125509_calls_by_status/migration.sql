-- DropIndex
DROP INDEX "incoming_calls_hook_id_idempotency_id_key";

-- CreateIndex
CREATE INDEX "incoming_calls_not_written_idx" ON "incoming_calls"("hook_id", "id") WHERE (error_code IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "incoming_calls_idempotency_key" ON "incoming_calls"("hook_id", "idempotency_id") WHERE (idempotency_id IS NOT NULL);

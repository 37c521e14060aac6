-- CreateIndex
CREATE INDEX "events_workspace_id_type_generation_transaction_id_sequence_idx" ON "events"("workspace_id", "type", "generation", "transaction_id", "sequence");

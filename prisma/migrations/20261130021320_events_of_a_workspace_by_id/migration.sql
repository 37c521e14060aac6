-- CreateIndex
CREATE INDEX "events_workspace_id_id_type_created_at_idx" ON "events"("workspace_id", "id", "type", "created_at");

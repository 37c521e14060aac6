-- AlterTable
ALTER TABLE "delivery_operations" ADD COLUMN     "turn_at" TIMESTAMPTZ;

-- CreateIndex
CREATE INDEX "delivery_operations_workspace_id_turn_at_idx" ON "delivery_operations"("workspace_id", "turn_at");

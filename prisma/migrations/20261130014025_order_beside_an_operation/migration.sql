-- DropIndex
DROP INDEX "delivery_operations_one_runs_key";

-- CreateIndex
CREATE UNIQUE INDEX "delivery_operations_one_runs_key" ON "delivery_operations"("endpoint_id") WHERE (status = 'running' AND kind <> 'order');

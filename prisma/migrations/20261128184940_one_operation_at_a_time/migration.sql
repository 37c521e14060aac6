-- Of those that were begun at the same moment the first goes on.
UPDATE delivery_operations o SET status = 'cancelled', finished_at = now()
 WHERE o.status = 'running' AND EXISTS (
   SELECT FROM delivery_operations first
    WHERE first.endpoint_id = o.endpoint_id AND first.status = 'running' AND first.id < o.id);

-- CreateIndex
CREATE UNIQUE INDEX "delivery_operations_one_runs_key" ON "delivery_operations"("endpoint_id") WHERE (status = 'running');

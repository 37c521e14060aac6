-- AlterTable
ALTER TABLE "webhook_endpoints" ADD COLUMN     "stream_behind" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "stream_holder" UUID,
ADD COLUMN     "stream_name" TEXT,
ALTER COLUMN "secret_sealed" DROP NOT NULL;

-- Consumers that are there were known by their descriptions, of several with the same the first. What their connections
-- hold at this moment ends: they come back and take them anew.
UPDATE webhook_endpoints e
   SET stream_name = CASE WHEN NOT EXISTS (
         SELECT FROM webhook_endpoints first
          WHERE first.workspace_id = e.workspace_id AND first.kind = 'stream' AND first.description = e.description
            AND first.id < e.id) THEN e.description END,
       stream_behind = e.failures_in_a_row > 0, failures_in_a_row = 0, secret_sealed = NULL
 WHERE e.kind = 'stream';

-- CreateIndex
CREATE UNIQUE INDEX "webhook_endpoints_workspace_id_stream_name_key" ON "webhook_endpoints"("workspace_id", "stream_name");

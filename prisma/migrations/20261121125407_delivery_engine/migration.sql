-- CreateEnum
CREATE TYPE "endpoint_kind" AS ENUM ('webhook', 'stream');

-- CreateEnum
CREATE TYPE "operation_status" AS ENUM ('running', 'done', 'cancelled', 'failed');

-- DropIndex
DROP INDEX "deliveries_endpoint_id_event_id_key";

-- DropIndex
DROP INDEX "deliveries_endpoint_id_status_next_attempt_at_idx";

-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "document_id" UUID,
ADD COLUMN     "order_key" UUID,
ADD COLUMN     "sequence" BIGSERIAL NOT NULL,
ADD COLUMN     "test" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "delivery_attempts" ADD COLUMN     "reply" JSONB,
ADD COLUMN     "request_body" TEXT,
ADD COLUMN     "request_method" TEXT NOT NULL DEFAULT 'POST';

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "trace_parent" TEXT;

-- AlterTable
ALTER TABLE "webhook_endpoints" ADD COLUMN     "coalesce_seconds" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "failures_in_a_row" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "filters" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "include_content" TEXT,
ADD COLUMN     "kind" "endpoint_kind" NOT NULL DEFAULT 'webhook',
ADD COLUMN     "ordered" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "preset" TEXT,
ADD COLUMN     "previous_secret_sealed" TEXT,
ADD COLUMN     "previous_secret_until" TIMESTAMPTZ(3),
ADD COLUMN     "probe_at" TIMESTAMPTZ(3),
ADD COLUMN     "rate_at" TIMESTAMPTZ(3),
ADD COLUMN     "rate_limit" INTEGER,
ADD COLUMN     "rate_tokens" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "replies_enabled" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "secrets_sealed" TEXT,
ADD COLUMN     "signature_scheme" TEXT NOT NULL DEFAULT 'v1',
ADD COLUMN     "stream_cursor" TEXT,
ADD COLUMN     "stream_seen_at" TIMESTAMPTZ(3),
ADD COLUMN     "transformation" TEXT;

-- CreateTable
CREATE TABLE "delivery_operations" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "status" "operation_status" NOT NULL DEFAULT 'running',
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "position" TEXT,
    "error" TEXT,
    "leased_until" TIMESTAMPTZ(3),
    "created_by_type" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_operations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incoming_hooks" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "block" TEXT,
    "template" TEXT,
    "token_hash" TEXT NOT NULL,
    "token_sealed" TEXT NOT NULL,
    "signing_secret_sealed" TEXT,
    "rate_limit" INTEGER NOT NULL DEFAULT 60,
    "rate_tokens" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "rate_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_by_type" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incoming_hooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incoming_calls" (
    "id" UUID NOT NULL,
    "hook_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "duration_ms" INTEGER NOT NULL,
    "remote_address" TEXT,
    "headers" JSONB NOT NULL,
    "content_type" TEXT,
    "body" TEXT NOT NULL,
    "body_bytes" INTEGER NOT NULL,
    "status_code" INTEGER NOT NULL,
    "written" TEXT,
    "error_code" TEXT,
    "error" TEXT,
    "idempotency_id" TEXT,

    CONSTRAINT "incoming_calls_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "delivery_operations_endpoint_id_id_idx" ON "delivery_operations"("endpoint_id", "id");

-- CreateIndex
CREATE INDEX "delivery_operations_running_idx" ON "delivery_operations"("id") WHERE (status = 'running');

-- CreateIndex
CREATE UNIQUE INDEX "incoming_hooks_token_hash_key" ON "incoming_hooks"("token_hash");

-- CreateIndex
CREATE INDEX "incoming_hooks_workspace_id_idx" ON "incoming_hooks"("workspace_id");

-- CreateIndex
CREATE INDEX "incoming_hooks_document_id_idx" ON "incoming_hooks"("document_id");

-- CreateIndex
CREATE INDEX "incoming_calls_hook_id_id_idx" ON "incoming_calls"("hook_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "incoming_calls_hook_id_idempotency_id_key" ON "incoming_calls"("hook_id", "idempotency_id");

-- CreateIndex
CREATE INDEX "deliveries_due_idx" ON "deliveries"("endpoint_id", "next_attempt_at") WHERE (status = 'pending');

-- CreateIndex
CREATE INDEX "deliveries_order_idx" ON "deliveries"("endpoint_id", "order_key", "sequence") WHERE (status = 'pending' AND order_key IS NOT NULL);

-- CreateIndex
CREATE INDEX "deliveries_unsuccessful_idx" ON "deliveries"("endpoint_id", "id") WHERE (status <> 'succeeded');

-- AddForeignKey
ALTER TABLE "delivery_operations" ADD CONSTRAINT "delivery_operations_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoints"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incoming_hooks" ADD CONSTRAINT "incoming_hooks_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incoming_hooks" ADD CONSTRAINT "incoming_hooks_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incoming_calls" ADD CONSTRAINT "incoming_calls_hook_id_fkey" FOREIGN KEY ("hook_id") REFERENCES "incoming_hooks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Until now only test events had a payload of their own.
UPDATE "deliveries" SET "test" = true WHERE "payload" IS NOT NULL;
UPDATE "deliveries" AS d SET "document_id" = v."document_id"
  FROM "events" AS v WHERE v."id" = d."event_id" AND d."status" = 'pending';

-- A claim changes no index: with room on the page the row stays where it is.
ALTER TABLE "deliveries" SET (fillfactor = 80);

-- CreateIndex
CREATE INDEX "delivery_attempts_replies_idx" ON "delivery_attempts"("id") WHERE ((reply ->> 'status'::text) = 'waiting'::text);

-- DropForeignKey
ALTER TABLE "delivery_attempts" DROP CONSTRAINT "delivery_attempts_delivery_id_fkey";

-- CreateIndex
CREATE INDEX "deliveries_payload_idx" ON "deliveries"("id") WHERE (payload IS NOT NULL);

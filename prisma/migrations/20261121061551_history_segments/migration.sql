-- CreateTable
CREATE TABLE "document_segments" (
    "id" BIGSERIAL NOT NULL,
    "document_id" UUID NOT NULL,
    "first_id" BIGINT NOT NULL,
    "last_id" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "update_count" INTEGER NOT NULL,
    "packed" BYTEA NOT NULL,

    CONSTRAINT "document_segments_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "document_segments_document_id_first_at_idx" ON "document_segments"("document_id", "first_at");

-- CreateIndex
CREATE INDEX "document_updates_created_at_idx" ON "document_updates" USING BRIN ("created_at");

-- AddForeignKey
ALTER TABLE "document_segments" ADD CONSTRAINT "document_segments_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

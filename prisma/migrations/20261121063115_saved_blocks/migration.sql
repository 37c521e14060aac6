-- CreateTable
CREATE TABLE "document_blocks" (
    "document_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "block" JSONB NOT NULL,

    CONSTRAINT "document_blocks_pkey" PRIMARY KEY ("document_id","key")
);

-- AddForeignKey
ALTER TABLE "document_blocks" ADD CONSTRAINT "document_blocks_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The blocks of the last saves become rows, so that the next save tells what changed since then and nothing else.
INSERT INTO "document_blocks" ("document_id", "key", "block")
SELECT "document_id", 'id 0 ' || (block ->> 'id'), block
  FROM "document_contents", jsonb_array_elements("blocks") AS block
 WHERE block ->> 'id' <> ''
    ON CONFLICT DO NOTHING;

-- AlterTable: a state that everything is newer than, so that every document is saved once more.
ALTER TABLE "document_contents"
ADD COLUMN     "deleted_length" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "fingerprint" BYTEA NOT NULL DEFAULT '',
ADD COLUMN     "state_vector" BYTEA NOT NULL DEFAULT '\x00',
ADD COLUMN     "text_hash" BYTEA NOT NULL DEFAULT '';
UPDATE "document_contents" SET "text_hash" = sha256(convert_to("text", 'UTF8'));
ALTER TABLE "document_contents"
ALTER COLUMN "deleted_length" DROP DEFAULT,
ALTER COLUMN "fingerprint" DROP DEFAULT,
ALTER COLUMN "state_vector" DROP DEFAULT,
ALTER COLUMN "text_hash" DROP DEFAULT,
DROP COLUMN "blocks",
DROP COLUMN "saved_snapshot",
DROP COLUMN "text";

-- CreateTable
CREATE TABLE "unused_files" (
    "storage_key" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "unused_files_pkey" PRIMARY KEY ("storage_key")
);

-- CreateIndex
CREATE INDEX "unused_files_due_at_idx" ON "unused_files"("due_at");

-- A count of the last minute is missed by nobody, and does not tell when its window began.
DELETE FROM "rate_limits";

-- DropIndex
DROP INDEX "rate_limits_key_key";

-- AlterTable
ALTER TABLE "rate_limits" DROP CONSTRAINT "rate_limits_pkey",
DROP COLUMN "id",
DROP COLUMN "last_request",
ADD COLUMN     "ends_at" TIMESTAMPTZ(3) NOT NULL,
ADD CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key");

-- CreateIndex
CREATE INDEX "rate_limits_ends_at_idx" ON "rate_limits"("ends_at");

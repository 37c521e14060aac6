-- AlterTable
ALTER TABLE "delivery_attempts" ALTER COLUMN "request_headers" SET DATA TYPE JSON,
ALTER COLUMN "response_headers" SET DATA TYPE JSON;

-- AlterTable
ALTER TABLE "events" ALTER COLUMN "actor" SET DATA TYPE JSON,
ALTER COLUMN "data" SET DATA TYPE JSON;

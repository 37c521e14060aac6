-- AlterTable
ALTER TABLE "idempotent_requests" ADD COLUMN     "carried_out" BOOLEAN NOT NULL DEFAULT false;

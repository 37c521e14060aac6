-- AlterTable
ALTER TABLE "event_log" ADD COLUMN     "secret_check" TEXT;

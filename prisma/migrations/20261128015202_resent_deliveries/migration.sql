-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "resent_after" INTEGER NOT NULL DEFAULT 0;

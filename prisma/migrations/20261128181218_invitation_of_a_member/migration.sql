-- AlterTable
ALTER TABLE "members" ADD COLUMN     "invitation_id" UUID;

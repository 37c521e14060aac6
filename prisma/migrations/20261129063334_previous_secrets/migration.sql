-- AlterTable
ALTER TABLE "webhook_endpoints" ADD COLUMN     "previous_secrets" JSONB NOT NULL DEFAULT '[]';

-- What signs beside the newest secret at this moment goes on until its time has come.
UPDATE webhook_endpoints
   SET previous_secrets = jsonb_build_array(
         jsonb_build_object('sealed', previous_secret_sealed, 'until', previous_secret_until))
 WHERE previous_secret_until > now();

-- AlterTable
ALTER TABLE "webhook_endpoints" DROP COLUMN "previous_secret_sealed",
DROP COLUMN "previous_secret_until";

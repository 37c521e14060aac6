-- AlterTable
ALTER TABLE "events" ADD COLUMN     "editor_ids" UUID[];

-- Most saves are of one person, whom `actor` names.
UPDATE "events" SET "editor_ids" = (
         SELECT array_agg(DISTINCT ("editor" ->> 'id')::uuid)
           FROM json_array_elements("data" -> 'editors') AS "editor" WHERE "editor" ->> 'id' <> coalesce("actor" ->> 'id', ''))
 WHERE "type" = 'document.saved' AND json_array_length("data" -> 'editors') > 1;

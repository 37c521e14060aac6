-- Yjs states hardly compress, and segments are compressed already: PostgreSQL is not to try at each write and read.
ALTER TABLE "document_snapshots" ALTER COLUMN "state" SET STORAGE EXTERNAL;
ALTER TABLE "document_segments" ALTER COLUMN "packed" SET STORAGE EXTERNAL;

-- By when a delivery may be taken, its lease included: what is in somebody's hands stands behind all that is due, and a
-- claim does not step over it. Prisma's schema has no indexes on expressions.
DROP INDEX "deliveries_due_idx";
CREATE INDEX "deliveries_free_idx" ON "deliveries" ("endpoint_id", (greatest("next_attempt_at", "leased_until")))
  WHERE (status = 'pending');

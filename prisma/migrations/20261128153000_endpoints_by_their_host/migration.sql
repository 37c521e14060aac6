-- What an endpoint without a description wrote was signed with its whole URL, which is often a secret.
UPDATE "comments"
   SET "author_name" = substring("author_name" FROM '://([^/?#]+)')
 WHERE "author_type" = 'integration' AND "author_name" ~ '^https?://[^/?#]+';

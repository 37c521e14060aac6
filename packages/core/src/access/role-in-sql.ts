/**
 * `documentRole` for people and keys, as SQL for lists. It ignores share links: a document that one holds only a link
 * to is not listed. `lists-agree.test.ts` keeps the two in agreement.
 */

/**
 * The role of a member on a document, null for none. Needs `documents d`, the person's row of `members m` in the
 * document's workspace, and their row of `document_access a`, if any, by an outer join.
 */
export const MEMBER_ROLE = `CASE WHEN d.created_by_type = 'user' AND d.created_by_id = m.user_id THEN 'owner'
                                 WHEN a.role IS NOT NULL THEN a.role::text
                                 WHEN m.role <> 'guest' THEN d.general_access::text END`

/** The role of a key of the document's workspace, before its scopes apply. Needs `documents d` and `api_keys k`. */
export const KEY_ROLE = `CASE WHEN d.created_by_type = 'api_key' AND d.created_by_id = k.id THEN 'owner'
                              ELSE d.general_access::text END`

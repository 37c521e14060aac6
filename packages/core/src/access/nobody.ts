/** The id of nobody, for SQL that needs an id. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'

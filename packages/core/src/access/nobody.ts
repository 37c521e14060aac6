/** The id of nobody: for a place in SQL where one has to stand. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Where going through rows by their ids, batch by batch, begins. */
export const BEFORE_ALL_IDS = '00000000-0000-0000-0000-000000000000'

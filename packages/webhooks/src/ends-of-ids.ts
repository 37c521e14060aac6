/** Where a walk through rows by their ids begins, in the order of time and against it. */
export const BEFORE_ALL_IDS = '00000000-0000-0000-0000-000000000000'
export const AFTER_ALL_IDS = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

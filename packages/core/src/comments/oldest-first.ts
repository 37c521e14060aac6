/** The order of threads, and of the comments in one. Ties in time are broken by id, so the order is always the same. */
export const OLDEST_FIRST: ({ createdAt: 'asc' } | { id: 'asc' })[] = [{ createdAt: 'asc' }, { id: 'asc' }]

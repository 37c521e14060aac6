/** The order of threads, and of the comments in one: of two that were made in the same moment always the same is first. */
export const OLDEST_FIRST: ({ createdAt: 'asc' } | { id: 'asc' })[] = [{ createdAt: 'asc' }, { id: 'asc' }]

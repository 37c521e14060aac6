/**
 * Whether PostgreSQL says that the disk is full, in an error or its log. It uses the same words for shared memory and
 * semaphores, which have limits of their own.
 * @param code of the error, as PostgreSQL gives it
 */
export function tellsOfFullDisk(text: string, code?: string): boolean {
  const says = code === '53100' || text.includes('No space left on device')
  return says && !/shared memory|semaphores/.test(text)
}

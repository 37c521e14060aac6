/** What a PostgreSQL that starts says to whoever comes too early. */
const TOO_EARLY = /FATAL: {2}the database system is /

/**
 * Of what the server wrote, why it ended. Beside that it may call its data corrupted, as it does whenever it was stopped while
 * it recovered: on a full disk somebody would fetch a backup for that.
 */
export function whyItEnded(log: string): string {
  const reasons = log.split('\n').filter((line) => /\b(FATAL|PANIC): /.test(line) && !TOO_EARLY.test(line))
  const why = reasons.join('\n') || log.trim()
  // PostgreSQL says the same of shared memory and semaphores, of which the system has limits of its own.
  const isFull = why.includes('No space left on device') && !/shared memory|semaphores/.test(why)
  return isFull ? `${FULL_DISK}\n${why}` : why
}

const FULL_DISK =
  'The disk is full. Make room, and it goes on by itself: nothing that was saved is lost, and no backup is needed.'

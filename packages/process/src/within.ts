/**
 * Waits for work, but no longer than so many milliseconds: to end in time even if the database does not answer.
 * @returns whether the work was done.
 */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const timeout = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => timeout.resolve(false), milliseconds)
  try {
    return await Promise.race([work.then(() => true), timeout.promise])
  } finally {
    clearTimeout(timer)
  }
}

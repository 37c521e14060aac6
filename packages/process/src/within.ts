/**
 * Waits for work, but not for longer than that: for what is to end in time with a database that may not answer.
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

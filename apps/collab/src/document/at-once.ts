/** Runs work in turn, at most so much at a time: the log needs the database's connections more than other work does. */
export function atOnce(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = []
  let free = most
  return async (work) => {
    while (free === 0) await new Promise<void>((go) => queue.push(go))
    free -= 1
    try {
      return await work()
    } finally {
      free += 1
      queue.shift()?.()
    }
  }
}

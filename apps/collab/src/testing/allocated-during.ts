import { Session } from 'node:inspector/promises'

/**
 * How many bytes of JavaScript's heap the work allocates, including those that the garbage collector takes back at
 * once. The size of the process would tell less: memory that earlier tests left free is used again.
 */
export async function allocatedDuring(work: () => Promise<unknown>): Promise<number> {
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.startSampling', {
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  })
  try {
    await work()
    const { profile } = await session.post('HeapProfiler.stopSampling')
    return sizeOf(profile.head)
  } finally {
    session.disconnect()
  }
}

interface Node {
  selfSize: number
  children: Node[]
}

const sizeOf = ({ selfSize, children }: Node): number =>
  children.reduce((sum, child) => sum + sizeOf(child), selfSize)

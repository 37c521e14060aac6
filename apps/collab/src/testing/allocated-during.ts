import { Session } from 'node:inspector/promises'

/**
 * How many bytes of JavaScript's heap are allocated meanwhile, also where the garbage collector takes them back at once. What
 * the process holds would tell less: what earlier tests left free in it is used again.
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

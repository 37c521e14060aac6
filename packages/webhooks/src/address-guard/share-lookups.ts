import type { Resolve } from './guarded-connector.ts'

type Answer = Parameters<Parameters<Resolve>[1]>

/**
 * Looks a name up once for all who ask while the answer is on its way. The system looks up few names at a time: without
 * this, a burst to one endpoint whose name server is slow would keep all others waiting. Nothing is remembered.
 */
export function shareLookups(resolve: Resolve): Resolve {
  const waiting = new Map<string, ((...answer: Answer) => void)[]>()
  return (hostname, callback) => {
    const others = waiting.get(hostname)
    if (others) {
      others.push(callback)
      return
    }
    const all = [callback]
    waiting.set(hostname, all)
    resolve(hostname, (...answer) => {
      waiting.delete(hostname)
      for (const each of all) each(...answer)
    })
  }
}

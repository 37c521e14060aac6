import { BEFORE_ALL_IDS } from '../ends-of-ids.ts'

/** The last document that a claim looked at, and whether it took all that was due up to there. */
export interface Reached {
  document: string
  tookAll: boolean
}

/**
 * Where the next claim goes on from document to document, of each endpoint that wants order. Begun at the same one each time,
 * those beyond the first hundred would wait until these have nothing more. Kept by whoever claims again and again.
 */
export interface DocumentTurns {
  /** The documents behind which the next claim begins. */
  readonly after: ReadonlyMap<string, string>
  /** Whether there are documents that were not looked at yet, since a claim ended before them. */
  readonly unfinished: boolean
  /**
   * To be told of each claim.
   *
   * @param taken of each endpoint the documents of which something was taken
   * @param reached of endpoints that have very many documents, where the claim stopped looking
   */
  claimed(taken: ReadonlyMap<string, readonly string[]>, reached: ReadonlyMap<string, Reached>): void
}

export function createDocumentTurns(): DocumentTurns {
  const after = new Map<string, string>()
  /** Of a round that takes several claims, where it began. */
  let begun = new Map<string, string>()

  function goOnAfter(endpointId: string, documents: readonly string[]) {
    const last = after.get(endpointId) ?? BEFORE_ALL_IDS
    const inTurn = documents.toSorted()
    // The nearest: of those between nothing is left that is due, or it is younger than all that was taken.
    const next = inTurn.find((document) => document > last) ?? inTurn[0]
    if (next !== undefined) after.set(endpointId, next)
  }

  return {
    after,
    get unfinished() {
      return begun.size > 0
    },
    claimed(taken, reached) {
      for (const [endpointId, documents] of taken)
        if (!reached.has(endpointId)) goOnAfter(endpointId, documents)
      const goingOn = new Map<string, string>()
      for (const [endpointId, { document, tookAll }] of reached) {
        const last = after.get(endpointId) ?? BEFORE_ALL_IDS
        const of = taken.get(endpointId) ?? []
        const onTheWay = of.filter((one) => passes(one, last, document))
        // What was taken from beyond, as what happens now is, says nothing of those up to there.
        if (!tookAll && (onTheWay.length > 0 || of.length === 0)) {
          goOnAfter(endpointId, onTheWay)
          continue
        }
        const first = begun.get(endpointId)
        if (first === undefined || !passes(first, last, document)) goingOn.set(endpointId, first ?? last)
        after.set(endpointId, document)
      }
      begun = goingOn
    },
  }
}

/** Whether one comes by that document on the way, which goes round at the end. */
function passes(document: string, from: string, to: string): boolean {
  return from < to ? from < document && document <= to : from < document || document <= to
}

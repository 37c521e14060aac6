import { BEFORE_ALL_IDS } from '../ends-of-ids.ts'

/** The last document that a claim looked at, and whether the claim took all that was due up to there. */
export interface Reached {
  document: string
  tookAll: boolean
}

/**
 * Where the next claim goes on from document to document, for each endpoint that wants order. If every claim began at
 * the same document, those beyond the first hundred would wait until these have nothing more. Whoever claims keeps it
 * from claim to claim.
 */
export interface DocumentTurns {
  /** By endpoint, the document behind which the next claim begins. */
  readonly after: ReadonlyMap<string, string>
  /** Whether some documents have not been looked at yet, because a claim ended before it reached them. */
  readonly unfinished: boolean
  /**
   * Call it after each claim.
   *
   * @param taken by endpoint, the documents of which something was taken
   * @param reached by endpoint, where the claim stopped looking because there are very many documents
   */
  claimed(taken: ReadonlyMap<string, readonly string[]>, reached: ReadonlyMap<string, Reached>): void
}

export function createDocumentTurns(): DocumentTurns {
  const after = new Map<string, string>()
  /** By endpoint, where a round that takes several claims began. */
  let begun = new Map<string, string>()

  function goOnAfter(endpointId: string, documents: readonly string[]) {
    const last = after.get(endpointId) ?? BEFORE_ALL_IDS
    const inTurn = documents.toSorted()
    // The nearest of them: documents in between have nothing due, or only what became due after all that was taken.
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
        // What was taken from documents beyond, as new events are, says nothing about the documents up to there.
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

/** Whether the way between two documents, which goes round at the end, passes this one. */
function passes(document: string, from: string, to: string): boolean {
  return from < to ? from < document && document <= to : from < document || document <= to
}

/** What a batch of an operation did. */
export interface Batch {
  /** How many it dealt with. */
  count: number
  /** Where the next one begins: the last delivery or event of this one, or the moment when that is due. */
  position: string
  /** The rest is being sent, or changed by others: what came of that is to be looked at soon. */
  waits?: boolean
}

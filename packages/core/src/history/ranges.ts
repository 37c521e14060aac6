/** Ranges of integers, each with an owner. The first to claim a range keeps it. */
export interface Range<Owner> {
  from: number
  /** Up to, but not including. */
  to: number
  owner: Owner
}

export class Ranges<Owner> {
  /** In order, without overlaps. */
  #ranges: Range<Owner>[] = []

  /** Gives the owner those parts of this range that nobody owns. */
  claim(from: number, to: number, owner: Owner): void {
    let index = this.#firstEndingAfter(from)
    let start = from
    while (start < to) {
      const next = this.#ranges[index]
      const end = Math.min(to, next?.from ?? to)
      if (end > start) index = this.#put(index, start, end, owner)
      start = Math.max(start, next?.to ?? to)
      index += 1
    }
  }

  /** The parts of this range that somebody owns, in order. */
  *within(from: number, to: number): Generator<Range<Owner>> {
    for (let index = this.#firstEndingAfter(from); index < this.#ranges.length; index++) {
      const range = this.#ranges[index]
      if (!range || range.from >= to) return
      yield { from: Math.max(from, range.from), to: Math.min(to, range.to), owner: range.owner }
    }
  }

  /** Inserts a range at the index, or extends the one before it if the same owner continues. Returns its index. */
  #put(index: number, from: number, to: number, owner: Owner): number {
    const before = this.#ranges[index - 1]
    if (before && before.to === from && before.owner === owner) {
      before.to = to
      return index - 1
    }
    this.#ranges.splice(index, 0, { from, to, owner })
    return index
  }

  #firstEndingAfter(place: number): number {
    // Usually this is after the last range, since history is read in the order in which it was written.
    let low = (this.#ranges.at(-1)?.to ?? 0) <= place ? this.#ranges.length : 0
    let high = this.#ranges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#ranges[middle]?.to ?? 0) <= place) low = middle + 1
      else high = middle
    }
    return low
  }
}

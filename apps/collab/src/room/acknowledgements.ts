/**
 * Decides what is acknowledged to one client of one document. The client counts its updates and takes each
 * acknowledgement for one of them, so one too many would tell it that something is on the disk which is not.
 *
 * A client that asks for the document begins to count at one, which is for its answer to our question, and goes on with
 * what it writes from then on. What it wrote earlier may also be sent by itself, before or after the question. An
 * acknowledgement of that would be taken for one of what is written next.
 */
import { onlyDeletes } from '@quillwire/core/documents/only-deletes'
import { beginsWithin, clockIn } from './state-vector.ts'

/** A client that asks does so a round trip after it was let in. One that has not by then writes without asking. */
const ASKS_WITHIN_MS = 5000

export class Acknowledgements {
  /** What the client had when it asked for the document, until it has answered our question; undefined afterwards. */
  #had: Uint8Array | 'not asked yet' | undefined = 'not asked yet'
  /** How many updates came before a question. A program that never asks waits for these acknowledgements, too. */
  #unasked = 0
  /** How many updates are acknowledged with the next answer. */
  #owed = 0
  #givingUp: NodeJS.Timeout | undefined
  readonly #acknowledgeOne: () => void

  /** @param acknowledgeOne acknowledges one update when everything that was taken so far is on the disk. */
  constructor(acknowledgeOne: () => void) {
    this.#acknowledgeOne = acknowledgeOne
  }

  get awaitsQuestion(): boolean {
    return this.#had === 'not asked yet'
  }

  /** The client asks for what it lacks, and says by its state vector what it has. */
  asked(vector: Uint8Array): void {
    this.#had = vector
    this.#unasked = 0
    this.#owed = 0
    clearTimeout(this.#givingUp)
  }

  /** An answer is taken. It holds everything that came before it: with it all that is owed is acknowledged. */
  answered(): void {
    for (let owed = this.#owed + (this.#had ? 1 : 0); owed > 0; owed--) this.#acknowledgeOne()
    this.#had = undefined
    this.#owed = 0
  }

  /** An answer is not taken, and its client has been told so. */
  answeredInVain(): void {
    this.#had = undefined
  }

  /** An update is taken. */
  taken(update: Uint8Array): void {
    // Nobody can tell whether this was deleted before the question. If it was, the client has not counted it, and gets
    // one acknowledgement too many, but only once everything that it wrote before is on the disk.
    if (this.#had instanceof Uint8Array && onlyDeletes(update)) this.#owed += 1
    else if (this.#isCounted(update)) this.#acknowledgeOne()
    else if (this.#had === 'not asked yet') this.#awaitQuestion()
  }

  /** An update is not kept: it comes again with an answer. */
  owe(update: Uint8Array): void {
    if (this.#isCounted(update)) this.#owed += 1
  }

  leave(): void {
    clearTimeout(this.#givingUp)
  }

  #awaitQuestion() {
    this.#unasked += 1
    this.#givingUp ??= setTimeout(() => {
      this.#had = undefined
      for (; this.#unasked > 0; this.#unasked--) this.#acknowledgeOne()
    }, ASKS_WITHIN_MS).unref()
  }

  /** Whether the client counts an update, and waits for its acknowledgement. */
  #isCounted(update: Uint8Array): boolean {
    if (!this.#had) return true
    const had = this.#had
    return had !== 'not asked yet' && !beginsWithin(update, (client) => clockIn(had, client))
  }
}

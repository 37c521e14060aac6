/**
 * How far a client has got with its token. Until it has opened its first document, nobody knows it: it may send little,
 * and take little time.
 */

/**
 * How much a client may send that has no document open yet: a token, and what was typed meanwhile. It is kept in memory
 * for clients that nobody knows, as many as an address may have connections.
 */
export const UNAUTHENTICATED_BYTES = 256 * 1024
/** How long a client may take to open its first document. Afterwards signs of life count. */
const AUTHENTICATION_MS = 15_000

export class Authentication {
  /** Whether it has opened a document. A plain value, not computed: it is read for every frame that is sent. */
  isDone = false
  #isTokenSent = false
  #isRefused = false
  #isGone = false
  #bytes = 0
  #listeners: (() => void)[] = []
  readonly #deadline: NodeJS.Timeout

  /** @param onLate called if it takes too long. */
  constructor(onLate: () => void) {
    this.#deadline = setTimeout(onLate, AUTHENTICATION_MS)
    this.#deadline.unref()
  }

  /** Whether it has sent its token. One that was refused has to send another. */
  get isTokenSent(): boolean {
    return this.#isTokenSent
  }

  /** Whether it has sent its token, and waits for our answer. */
  get isPending(): boolean {
    return this.#isTokenSent && !this.isDone && !this.#isGone
  }

  /** Whether its token was refused, and it has no document open. */
  get isRefused(): boolean {
    return this.#isRefused && !this.isDone
  }

  /** Calls the listener once its token was accepted or refused, or it is gone; at once if no token is being checked. */
  onceJudged(listener: () => void): void {
    if (this.isPending) this.#listeners.push(listener)
    else listener()
  }

  /** Whether so many bytes more are too many before it has opened a document. */
  isTooMuch(bytes: number): boolean {
    return !this.isDone && this.#bytes + bytes > UNAUTHENTICATED_BYTES
  }

  /** @returns whether bytes have to be counted still. */
  count(bytes: number): boolean {
    this.#bytes += bytes
    return !this.isDone && !this.#isGone
  }

  tokenSent(): void {
    this.#isTokenSent = true
  }

  refused(): void {
    this.#isTokenSent = false
    this.#isRefused = true
    this.#judged()
  }

  /** A document is open. */
  done(): void {
    clearTimeout(this.#deadline)
    this.isDone = true
    this.#judged()
  }

  /** The client is gone. */
  gone(): void {
    clearTimeout(this.#deadline)
    this.#isGone = true
    this.#judged()
  }

  /** What the listeners send follows the refusal, or what the new document answers to frames that waited for it. */
  #judged() {
    queueMicrotask(() => {
      for (const listener of this.#listeners.splice(0)) listener()
    })
  }
}

/** The frames of documents that a client has asked for, but not opened yet. They wait for the channel to take them. */
import { isRefusal, readFrame } from './frames.ts'

const HELD_BYTES = 5 * 1024 * 1024
const HELD_FRAMES = 1000

export class HeldFrames {
  /** How many there are. A plain value, not computed: it is read for every frame that is sent. */
  count = 0
  #bytes = 0
  readonly #byAddress = new Map<string, Uint8Array[]>()

  /** @returns false if that is more than is kept for one client. */
  hold(bytes: Uint8Array, address: string): boolean {
    this.#bytes += bytes.byteLength
    this.count += 1
    if (this.#bytes > HELD_BYTES || this.count > HELD_FRAMES) return false
    const held = this.#byAddress.get(address)
    // What ws hands out may be a view of a buffer that it reuses.
    if (held) held.push(bytes.slice())
    else this.#byAddress.set(address, [bytes.slice()])
    return true
  }

  /** Hands out what is held for an address, in the order in which it came. */
  release(address: string): Uint8Array[] {
    const held = this.#byAddress.get(address) ?? []
    for (const { byteLength } of held) this.#bytes -= byteLength
    this.count -= held.length
    this.#byAddress.delete(address)
    return held
  }

  /** Drops what is held for a document if this frame tells the client that it is not let in. */
  releaseRefused(bytes: Uint8Array): void {
    const told = readFrame(bytes)
    if (isRefusal(told)) this.release(told.address)
  }

  clear(): void {
    this.#byAddress.clear()
    this.#bytes = 0
    this.count = 0
  }
}

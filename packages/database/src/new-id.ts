import { randomFillSync } from 'node:crypto'
import { V7Generator } from 'uuidv7'

/** Random numbers in stock: asking the system for those of a single key costs more than the rest of making it. */
const stock = new Uint32Array(512)
let taken = stock.length

const generator = new V7Generator({
  nextUint32() {
    if (taken === stock.length) {
      randomFillSync(stock)
      taken = 0
    }
    const number = stock[taken] ?? 0 // within the stock
    stock[taken] = 0
    taken += 1
    return number
  },
})

/** A key for a new row: a UUIDv7, so that keys sort by creation time. */
export function newId(): string {
  return generator.generate().toString()
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether a text is a possible row key, in PostgreSQL's notation. */
export function isId(text: string): boolean {
  return UUID.test(text)
}

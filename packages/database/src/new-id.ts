import { uuidv7 } from 'uuidv7'

/** A key for a new row: a UUIDv7, so that keys sort by the time at which they were made. */
export function newId(): string {
  return uuidv7()
}

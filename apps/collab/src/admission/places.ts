/** A place for everybody who is let in: so many in a document, of a person, and of visitors from one address. */
import type { Client } from '../transport/client.ts'
import { type Admission, Refusal } from './admission.ts'
import { createConnectionCounts } from './connection-counts.ts'
import type { Limits } from './limits.ts'
import { nameOf } from './rights.ts'

/**
 * Takes a place in a document, until the client is gone.
 * @returns how it is given up before that; twice does no harm.
 * @throws a `Refusal` where all are taken
 */
export type TakePlace = (client: Client, principal: Admission['principal'], documentId: string) => () => void

export function createPlaces(limits: Limits): TakePlace {
  const { enter } = createConnectionCounts()
  return (client, principal, documentId) => {
    const leaveDocument = enter(`document ${documentId}`, limits.connectionsPerDocument)
    if (!leaveDocument) throw new Refusal('too_many_connections_to_document')
    const isVisitor = principal.type === 'guest'
    // Visitors share their names, and have another one at will: what can be told of them is where they are.
    const leavePerson = isVisitor
      ? enter(`visitors at ${client.whereabouts.address}`, limits.connectionsPerAddress)
      : enter(nameOf(principal), limits.connectionsPerPerson)
    if (!leavePerson) {
      leaveDocument()
      throw new Refusal(`too_many_connections_${isVisitor ? 'from_address' : 'of_person'}`)
    }
    const leave = () => {
      leaveDocument()
      leavePerson()
    }
    client.onClose(leave)
    return leave
  }
}

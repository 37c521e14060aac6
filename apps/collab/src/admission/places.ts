/** Limits how many connections a document, a person, and the visitors from one address may have. */
import type { Client } from '../transport/client.ts'
import { type Admission, Refusal } from './admission.ts'
import { createConnectionCounts } from './connection-counts.ts'
import type { Limits } from './limits.ts'
import { nameOf } from './rights.ts'

/**
 * Takes a place in a document, until the client is gone.
 * @returns what gives it up before that; calling it twice does no harm.
 * @throws a `Refusal` if all are taken
 */
export type TakePlace = (client: Client, principal: Admission['principal'], documentId: string) => () => void

export function createPlaces(limits: Limits): TakePlace {
  const { enter } = createConnectionCounts()
  return (client, principal, documentId) => {
    const leaveDocument = enter(`document ${documentId}`, limits.connectionsPerDocument)
    if (!leaveDocument) throw new Refusal('too_many_connections_to_document')
    const isVisitor = principal.type === 'guest'
    // Visitors share names and can change theirs at will: only their address is known.
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

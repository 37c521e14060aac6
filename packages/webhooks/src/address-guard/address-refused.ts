/** A webhook leads to an address or port that it must not reach. The message is for the admin who made the endpoint. */
export class AddressRefused extends Error {
  readonly code = 'QUILLWIRE_ADDRESS_REFUSED'

  constructor(sentence: string) {
    super(`Refused: ${sentence}`)
    this.name = 'AddressRefused'
  }
}

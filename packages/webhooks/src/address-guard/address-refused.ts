/** The address or port that a webhook leads to is not to be reached. The message is for the admin who made the endpoint. */
export class AddressRefused extends Error {
  readonly code = 'QUILLWIRE_ADDRESS_REFUSED'

  constructor(sentence: string) {
    super(`Refused: ${sentence}`)
    this.name = 'AddressRefused'
  }
}

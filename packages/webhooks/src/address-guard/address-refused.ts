/** The address that a webhook leads to is not to be reached. The message is for the admin who made the endpoint. */
export class AddressRefused extends Error {
  readonly code = 'QUILLWIRE_ADDRESS_REFUSED'

  constructor(host: string, address: string, reason: string) {
    const name = host === address ? address : `${host} resolves to ${address}, which`
    super(`Refused: ${name} ${reason}. The operator can allow networks with WEBHOOK_ALLOWED_NETWORKS.`)
    this.name = 'AddressRefused'
  }
}

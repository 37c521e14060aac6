import { isIP } from 'node:net'
import { type Network, refusal } from './judge-address.ts'
import { portRefusal } from './judge-port.ts'

export interface TargetRefusal {
  about: 'address' | 'port'
  /** For the admin who made the endpoint. */
  sentence: string
}

/**
 * What is wrong with where a URL leads, as far as can be told before its name is looked up: the port, a literal
 * address, and `localhost`, which is this machine whatever a name server says (RFC 6761). Null where nothing is wrong.
 * An allowed network opens its addresses, but no refused port.
 */
export function targetRefusal(
  { hostname, port }: Pick<URL, 'hostname' | 'port'>,
  allowed: readonly Network[],
): TargetRefusal | null {
  // A port that is left out is that of HTTP or HTTPS.
  const service = port === '' ? null : portRefusal(Number(port))
  if (service)
    return { about: 'port', sentence: `port ${port} is for ${service}, and webhooks are not sent to it.` }
  const host = hostname.replace(/^\[|\]$/g, '')
  const reason = isLocalhost(host) ? loopbackRefusal(allowed) : isIP(host) && refusal(host, allowed)
  return reason ? { about: 'address', sentence: addressSentence(host, host, reason) } : null
}

/** @param reason as `refusal` gives it */
export function addressSentence(host: string, address: string, reason: string): string {
  const subject = host === address ? address : `${host} resolves to ${address}, which`
  return `${subject} ${reason}. The operator can allow networks with WEBHOOK_ALLOWED_NETWORKS.`
}

function isLocalhost(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host)
}

/** Refused only where both loopbacks are: which of them it is shows when the name is looked up. */
function loopbackRefusal(allowed: readonly Network[]): string | null {
  return refusal('127.0.0.1', allowed) && refusal('::1', allowed)
}

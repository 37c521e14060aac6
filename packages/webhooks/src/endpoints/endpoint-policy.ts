import { type Network, parseNetworks } from '../address-guard/judge-address.ts'

/** What the operator decides about endpoints. */
export interface EndpointPolicy {
  allowed: readonly Network[]
  httpsOnly: boolean
}

export function endpointPolicy(config: {
  WEBHOOK_ALLOWED_NETWORKS: readonly string[]
  WEBHOOK_HTTPS_ONLY: boolean
}): EndpointPolicy {
  return { allowed: parseNetworks(config.WEBHOOK_ALLOWED_NETWORKS), httpsOnly: config.WEBHOOK_HTTPS_ONLY }
}

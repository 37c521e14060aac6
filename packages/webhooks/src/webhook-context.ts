import type { Context } from '@quillwire/core'
import type { EndpointPolicy } from './endpoints/endpoint-policy.ts'
import type { Transformer } from './transformation/index.ts'

/** What a process opens once for the use cases about webhooks, besides what all use cases need. */
export interface WebhookServices {
  /** Where webhooks may go; `endpointPolicy(config)`. */
  endpointPolicy: EndpointPolicy
  /** To be closed with the process. */
  transformer: Transformer
}

/** The context of the use cases about endpoints. */
export type WebhookContext = Context & WebhookServices

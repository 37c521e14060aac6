export { parseNetworks } from '../address-guard/judge-address.ts'
export type { Attempt } from './attempt.ts'
export { type DeliveryEngine, startDeliveryEngine } from './delivery-engine.ts'
export { createWebhookClient } from './webhook-client.ts'

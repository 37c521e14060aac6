export type { DisabledEndpoint } from '../endpoints/disable-endpoint.ts'
export { deleteOldRecords } from './delete-old-records.ts'
export { type DeliveryStatistics, deliveryStatistics } from './delivery-statistics.ts'
export { disableFailingEndpoints, type FailedEndpoint } from './disable-failing-endpoints.ts'

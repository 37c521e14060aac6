import type { Database } from '@quillwire/database'
import type { DeliveryStatus } from '../deliveries/delivery-view.ts'

/** Writes `count` deliveries of an endpoint at once. Their events do not exist. For tests. */
export async function addDeliveries(
  database: Database,
  endpointId: string,
  status: DeliveryStatus,
  count: number,
): Promise<void> {
  await database.query(
    `INSERT INTO deliveries (id, endpoint_id, event_id, event_type, status, completed_at)
     SELECT uuidv7(), $1::uuid, uuidv7(), 'member.joined', $2::text::delivery_status,
            CASE WHEN $2::text <> 'pending' THEN now() END
       FROM generate_series(1, $3::int)`,
    [endpointId, status, count],
  )
}

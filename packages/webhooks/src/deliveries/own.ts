/**
 * SQL: the deliveries `d` of the endpoint $1 that come before an id, or after it.
 *
 * Not written as an equality: with that, the planner would take the order by id from the ids of all endpoints, and read
 * the deliveries of others. Order by endpoint and id, as the indexes of an endpoint's deliveries do. The id is also
 * compared by itself, so that the planner sees that the index of pending deliveries serves.
 */
const own = (compare: '<' | '>') => (id: string) =>
  `d.endpoint_id >= $1::uuid AND d.endpoint_id <= $1::uuid
   AND (d.endpoint_id, d.id) ${compare} ($1::uuid, ${id}) AND d.id ${compare} ${id}`

export const ownBefore = own('<')
export const ownAfter = own('>')

/**
 * SQL: the deliveries `d` of the endpoint $1 that come before an id, or after it.
 *
 * Not in the words of an equality, with which the planner would take the order by id from the ids of all endpoints, and read
 * what others got. To be ordered by endpoint and id, as the indexes of an endpoint's deliveries are. That the id itself is
 * compared too tells the planner that the index of what waits serves.
 */
const own = (compare: '<' | '>') => (id: string) =>
  `d.endpoint_id >= $1::uuid AND d.endpoint_id <= $1::uuid
   AND (d.endpoint_id, d.id) ${compare} ($1::uuid, ${id}) AND d.id ${compare} ${id}`

export const ownBefore = own('<')
export const ownAfter = own('>')

/** The orders and reports of the load generator. Plain data: they are sent between processes. */
export type Protocol = 'hocuspocus' | 'y-websocket' | 'relay'

export interface Workload {
  name: string
  rooms: number
  writersPerRoom: number
  editsPerSecond: number
  /** Whether a cursor moves with each edit. */
  cursors: boolean
}

export interface Order {
  protocol: Protocol
  /** The servers, among which the writers of each room are spread. */
  urls: string[]
  rooms: { name: string; token: string }[]
  workload: Workload
  /** Time only edits, and also cursors, that come from a server other than the reader's. */
  onlyCrossing?: boolean
  warmUpSeconds: number
  seconds: number
}

export interface Report {
  edits: number
  acknowledged: number
  acknowledgementMs: number[]
  deliveryMs: number[]
  /** How long cursors took, if they were timed. */
  cursorMs: number[]
  /** The generator's own CPU seconds for each second. Near one, its latencies are caused by itself. */
  cpuShare: number
}

export type FromLoad = { type: 'measuring' } | { type: 'measured' } | { type: 'report'; report: Report }

export const workloads: Workload[] = [
  { name: 'W1 one room, 100 writers', rooms: 1, writersPerRoom: 100, editsPerSecond: 5, cursors: true },
  { name: 'W2 100 rooms of 4', rooms: 100, writersPerRoom: 4, editsPerSecond: 5, cursors: true },
  { name: 'W3 300 rooms of 2', rooms: 300, writersPerRoom: 2, editsPerSecond: 5, cursors: false },
  { name: 'W4 one room, 200 writers', rooms: 1, writersPerRoom: 200, editsPerSecond: 4, cursors: false },
]

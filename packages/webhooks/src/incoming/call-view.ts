export const callStatuses = ['written', 'refused', 'repeated'] as const
export type CallStatus = (typeof callStatuses)[number]

/** One call of an incoming hook as the log shows it. */
export interface IncomingCallView {
  id: string
  hookId: string
  receivedAt: Date
  status: CallStatus
  statusCode: number
  errorCode: string | null
  error: string | null
  durationMs: number
  bodyBytes: number
  contentType: string | null
}

/** Stands in `error_code` where a call had been taken before, and nothing was written again. */
export const REPEATED = 'repeated'

/**
 * As SQL, with literals and not parameters, so that the planner sees that an index holds all calls that wrote nothing.
 */
export const ofStatus: Record<CallStatus, string> = {
  written: 'error_code IS NULL',
  repeated: `error_code = '${REPEATED}'`,
  refused: `error_code <> '${REPEATED}'`,
}

const callStatus = `CASE WHEN ${ofStatus.written} THEN 'written' WHEN ${ofStatus.repeated} THEN 'repeated'
  ELSE 'refused' END`

export const callColumns = `id, hook_id AS "hookId", received_at AS "receivedAt", ${callStatus} AS status,
  status_code AS "statusCode", error_code AS "errorCode", error, duration_ms AS "durationMs",
  body_bytes AS "bodyBytes", content_type AS "contentType"`

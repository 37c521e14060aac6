import { Badge } from '@/components/ui/badge.tsx'
import { Code } from '@/components/ui/code.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { FoldMark } from '@/components/ui/fold-mark.tsx'
import type { Attempt } from '@/lib/api-types.ts'
import { fullTime } from '@/lib/time.ts'
import { headerLines, prettyBody } from '../request-text.ts'
import { insteadOfStatus } from './instead-of-status.ts'
import { ReplyView } from './reply-view.tsx'

interface AttemptViewProps {
  attempt: Attempt
  /** What was sent, for an attempt without a body of its own. */
  payload: unknown
  /** Leaves out what was sent and what came back. */
  hidden: boolean
  open: boolean
}

export function AttemptView({ attempt, payload, hidden, open }: AttemptViewProps) {
  const { request, response, sent } = attempt
  const status = response?.status
  const good = status !== undefined && status >= 200 && status < 300
  return (
    <details open={open} className="group/fold rounded-lg border">
      <summary className="flex cursor-pointer list-none flex-wrap items-center gap-3 rounded-lg px-4 py-2.5 text-sm pointer-coarse:min-h-11">
        <FoldMark />
        <Badge tone={good ? 'good' : 'bad'}>{status ?? insteadOfStatus(sent)}</Badge>
        <span className="flex-1">Attempt {attempt.number}</span>
        <span className="text-(length:--small) text-quiet tabular-nums">
          {attempt.durationMs} ms · {fullTime(attempt.startedAt)}
        </span>
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 border-t px-4 py-4">
        {attempt.error && <Failure message={attempt.error} />}
        {attempt.reply && <ReplyView reply={attempt.reply} />}
        {sent && request.url && (
          <div className="flex flex-wrap gap-x-2 font-mono text-(length:--small)">
            <p title={request.url} className="line-clamp-3 break-all">
              <span className="font-medium">{request.method}</span> {request.url}
            </p>
            {attempt.remoteAddress && <span className="text-quiet">({attempt.remoteAddress})</span>}
          </div>
        )}
        {Object.keys(request.headers).length > 0 && (
          <Code title="Request headers" text={headerLines(request.headers)} />
        )}
        {request.body !== null ? (
          <Code title="Request body" text={prettyBody(request.body)} />
        ) : (
          sent &&
          request.url &&
          payload !== null && (
            <p className="text-(length:--small) text-quiet">The request body is the event shown below.</p>
          )
        )}
        {response && !hidden && (
          <>
            <Code title="Response headers" text={headerLines(response.headers)} />
            <Code title="Response body" text={response.body} />
          </>
        )}
      </div>
    </details>
  )
}

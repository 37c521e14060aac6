'use client'
import { Badge } from '@/components/ui/badge.tsx'
import { Code } from '@/components/ui/code.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import { fullTime } from '@/lib/time.ts'
import { CallStatus } from './hook-status.tsx'
import { type CallDetail, useCall } from './use-hooks.ts'

/** One call: everything that was received, and what was written. */
export function CallPanel({ id, onClose }: { id: string | null; onClose(): void }) {
  const call = useCall(id)
  return (
    <Dialog side open={id !== null} onOpenChange={onClose} title="Call">
      <Loaded query={call} skeleton={<Skeleton className="h-64" />}>
        {(call) => <Facts call={call} />}
      </Loaded>
    </Dialog>
  )
}

/** Whether the body was read. It is not if the call was refused by its headers alone, as by the rate limit. */
function wasRead({ body, headers }: CallDetail): boolean {
  return body !== '' || !(Number(headers['content-length']) > 0 || 'transfer-encoding' in headers)
}

function Facts({ call }: { call: CallDetail }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <div className="flex flex-wrap items-center gap-3 text-sm">
        <CallStatus call={call} />
        <Badge tone={call.statusCode < 400 ? 'good' : 'bad'}>{call.statusCode}</Badge>
        <span className="text-(length:--small) text-quiet tabular-nums">
          {call.durationMs} ms · {fullTime(call.receivedAt)}
        </span>
      </div>
      {call.status === 'refused' && call.error && <Failure message={call.error} />}
      {call.status === 'repeated' && <p className="text-quiet text-sm">{call.error}</p>}
      {call.written !== null && <Code title="Written" text={call.written} />}
      <Code title="Body" text={call.body} empty={wasRead(call) ? 'Empty' : 'Refused before it was read'} />
      <Code
        title="Headers"
        text={Object.entries(call.headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n')}
      />
      <dl className="grid gap-x-6 gap-y-0.5 text-(length:--small) max-sm:[&_dd]:mb-2 sm:grid-cols-[8rem_minmax(0,1fr)] sm:gap-y-2">
        <dt className="text-quiet">Call</dt>
        <dd className="break-all font-mono">{call.id}</dd>
        <dt className="text-quiet">From</dt>
        <dd className="break-all">{call.remoteAddress ?? 'Unknown'}</dd>
        <dt className="text-quiet">Size</dt>
        <dd>
          {call.bodyBytes.toLocaleString('en')} {call.bodyBytes === 1 ? 'byte' : 'bytes'}
        </dd>
        {call.errorCode && call.status === 'refused' && (
          <>
            <dt className="text-quiet">Code</dt>
            <dd className="font-mono">{call.errorCode}</dd>
          </>
        )}
        {call.idempotencyId && (
          <>
            <dt className="text-quiet">Idempotency id</dt>
            <dd className="break-all font-mono">{call.idempotencyId}</dd>
          </>
        )}
      </dl>
    </div>
  )
}

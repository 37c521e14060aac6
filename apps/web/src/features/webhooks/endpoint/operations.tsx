'use client'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import { ShowMoreButton } from '@/components/ui/show-more.tsx'
import { Moment, Time } from '@/components/ui/time.tsx'
import type { DeliveryOperation } from '@/lib/api-types.ts'
import { isRunning, useOperations, useStopOperation } from '../use-operations.ts'

const SHOWN = 3
const titles = {
  recover: 'Recover',
  replay: 'Replay',
  cancel: 'Cancel pending',
  order: 'Put in order',
} as const
/** What happened to the deliveries that the operation counted at first but did not find later. */
const restOf = {
  recover: 'the rest went out meanwhile',
  cancel: 'the rest went out meanwhile',
  // Nothing is sent while it runs.
  order: 'the rest had ended, or was cancelled',
} as const
const results = {
  running: ['accent', 'Running'],
  done: ['good', 'Done'],
  cancelled: ['plain', 'Stopped'],
  failed: ['bad', 'Failed'],
} as const

/** The operations on many deliveries at once, with their progress. Renders nothing if there were none. */
export function Operations({ endpointId }: { endpointId: string }) {
  const operations = useOperations(endpointId)
  const [all, setAll] = useState(false)
  const items = operations.data?.items ?? []
  if (operations.isLoadingError)
    return <LoadFailure error={operations.error} onRetry={() => operations.refetch()} />
  if (items.length === 0) return null
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 className="font-semibold text-base tracking-tight">Changes to many deliveries</h2>
      <ul className="divide-y rounded-xl border bg-surface text-sm">
        {(all ? items : items.slice(0, SHOWN)).map((operation) => (
          <Operation key={operation.id} operation={operation} />
        ))}
      </ul>
      {items.length > SHOWN && !all && <ShowMoreButton onClick={() => setAll(true)} />}
    </section>
  )
}

function Operation({ operation }: { operation: DeliveryOperation }) {
  const stop = useStopOperation(operation.endpointId)
  const { kind, total, done, parameters, status } = operation
  const [tone, result] = results[status]
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-2 px-4 py-3" data-testid="operation">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{titles[kind]}</span>
        <Badge tone={tone}>{result}</Badge>
        <span className="min-w-40 flex-1 text-(length:--small) text-quiet tabular-nums">
          {done.toLocaleString('en')} of {total.toLocaleString('en')}
          {status === 'done' && kind !== 'replay' && done < total && ` (${restOf[kind]})`}
          {parameters.since && (
            <>
              , since <Moment iso={parameters.since} />
            </>
          )}
          {parameters.types.length > 0 && `, only ${parameters.types.join(', ')}`}
        </span>
        {isRunning(operation) && kind !== 'order' ? (
          <Button
            variant="secondary"
            size="sm"
            disabled={stop.isPending}
            onClick={() => stop.mutate(operation.id)}
          >
            Stop
          </Button>
        ) : (
          <span className="text-(length:--small) text-quiet">
            <bdi>{operation.createdBy.name}</bdi> · <Time iso={operation.createdAt} />
          </span>
        )}
      </div>
      {isRunning(operation) && (
        <progress
          aria-label={`${titles[kind]}: ${done} of ${total}`}
          value={done}
          max={Math.max(total, 1)}
          className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[width]"
        />
      )}
      {isRunning(operation) && kind === 'order' && (
        <p className="text-(length:--small) text-quiet">
          Nothing is sent until the waiting deliveries are in order. To stop this, turn off “In order”.
        </p>
      )}
      {operation.error && <p className="text-(length:--small) text-bad">{operation.error}</p>}
    </li>
  )
}

'use client'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { Field } from '@/components/ui/field.tsx'
import { FoldMark } from '@/components/ui/fold-mark.tsx'
import { Input } from '@/components/ui/input.tsx'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import { messageOf } from '@/lib/api.ts'
import type { Endpoint } from '@/lib/api-types.ts'
import { EventTypePicker } from '../form/event-type-picker.tsx'
import { count } from '../form/sections.ts'
import { type OperationKind, type OperationRange, useCount, useStartOperation } from '../use-operations.ts'
import { momentOf, spans, toField, zoneName } from './moments.ts'

const wording = {
  recover: {
    title: 'Recover failed deliveries',
    lead: 'Sends failed deliveries again with their original ids. Their retries start over.',
    since: 'Deliveries that failed after this moment, however old the event.',
    thing: ['failed delivery', 'failed deliveries'],
    action: 'Send again',
  },
  replay: {
    title: 'Replay events',
    lead: 'Sends every event of a period again, including those that never went out. Receivers recognize repeats by their id.',
    since: 'Events after this moment.',
    thing: ['event', 'events'],
    action: 'Replay',
  },
  cancel: {
    title: 'Cancel pending deliveries',
    lead: 'Pending deliveries will not be sent. Those being sent right now still go out, but are not tried again.',
    since: 'Events after this moment. Leave empty for all.',
    thing: ['pending delivery', 'pending deliveries'],
    action: 'Cancel deliveries',
  },
} as const

interface ResendDialogProps {
  endpoint: Endpoint
  /** Null while the dialog is closed. */
  kind: OperationKind | null
  /** The initial value of “since”; an ISO time. */
  since?: string | undefined
  onClose(): void
}

export function ResendDialog({ endpoint, kind, since, onClose }: ResendDialogProps) {
  const words = wording[kind ?? 'recover']
  return (
    <Dialog
      open={kind !== null}
      onOpenChange={onClose}
      title={words.title}
      description={words.lead}
      className="max-w-xl"
    >
      {kind && <ResendForm key={kind} endpoint={endpoint} kind={kind} since={since} onClose={onClose} />}
    </Dialog>
  )
}

interface ResendFormProps extends ResendDialogProps {
  kind: OperationKind
}

/** Says how many deliveries the operation would affect before anything is done. */
function ResendForm({ endpoint, kind, since, onClose }: ResendFormProps) {
  const [from, setFrom] = useState(() =>
    since ? toField(new Date(since)) : kind === 'cancel' ? '' : spans[1].from(),
  )
  const [until, setUntil] = useState('')
  const [types, setTypes] = useState<string[]>([])
  const sinceMoment = momentOf(from)
  const complete = kind === 'cancel' || sinceMoment !== undefined
  const range: OperationRange = {
    ...(sinceMoment && { since: sinceMoment }),
    ...(until && { until: momentOf(until) }),
    types,
  }
  const counted = useCount(endpoint.id, kind, complete ? range : null)
  const start = useStartOperation(endpoint.id, kind)
  const many = counted.data?.count ?? 0
  const { thing, action, since: hint } = wording[kind]
  const ready = complete && counted.isSuccess && !counted.isPlaceholderData
  const uncounted = complete ? counted.error : null
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-5 pt-2"
      onSubmit={(event) => {
        event.preventDefault()
        start.mutate(range, {
          onSuccess: () => {
            toast('Started. This page shows the progress.')
            onClose()
          },
        })
      }}
    >
      <div className="grid gap-2.5">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Since" hint={hint}>
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                required={kind !== 'cancel'}
                value={from}
                onChange={(event) => setFrom(event.target.value)}
              />
            )}
          </Field>
          <Field label="Until" hint="Empty means until now.">
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                value={until}
                onChange={(event) => setUntil(event.target.value)}
              />
            )}
          </Field>
        </div>
        <div className="flex flex-wrap items-center gap-1.5">
          {spans.map(({ title, from }) => (
            <Button
              key={title}
              variant="secondary"
              size="sm"
              onClick={() => {
                setFrom(from())
                setUntil('')
              }}
            >
              {title}
            </Button>
          ))}
          <span className="ml-auto text-(length:--small) text-quiet">Times are in {zoneName()}.</span>
        </div>
      </div>
      <details className="group/fold rounded-lg border">
        <summary className="flex cursor-pointer list-none items-center gap-2.5 rounded-lg px-4 py-2.5 text-sm pointer-coarse:min-h-11">
          <FoldMark />
          {types.length === 0 ? 'All events' : `Only ${types.join(', ')}`}
        </summary>
        <div className="border-t p-4">
          <EventTypePicker partly value={types} onChange={setTypes} error={undefined} />
        </div>
      </details>
      {start.error ? (
        <Failure message={messageOf(start.error)} />
      ) : (
        uncounted && <LoadFailure error={uncounted} onRetry={() => counted.refetch()} />
      )}
      <footer className="flex flex-wrap items-center gap-3">
        <p role="status" className="min-w-44 flex-1 text-sm" data-testid="operation-count">
          {!complete
            ? 'Choose a start time.'
            : ready
              ? many === 0
                ? `No ${thing[1]} in this period.`
                : `${kind === 'replay' ? 'Up to ' : ''}${count(many, thing[0], thing[1])}.`
              : !uncounted && 'Counting…'}
        </p>
        <div className="ml-auto flex gap-2">
          <Button variant="secondary" onClick={onClose}>
            Close
          </Button>
          <Button
            type="submit"
            variant={kind === 'cancel' ? 'danger' : 'primary'}
            disabled={!ready || many === 0 || start.isPending}
          >
            {action}
          </Button>
        </div>
      </footer>
    </form>
  )
}

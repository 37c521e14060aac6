'use client'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { Select } from '@/components/ui/input.tsx'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import type { WebhookPreview } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { relativeTime } from '@/lib/time.ts'
import { headerLines, prettyBody } from '../request-text.ts'
import { useEventTypes } from '../use-catalogue.ts'
import type { Values } from './form-values.ts'
import { usePastEvents, usePreview } from './use-preview.ts'

interface RequestPreviewProps {
  format: string
  transformation: string | null
  endpointId: string | undefined
}

/** The request that would be sent for an event, either a real one or the sample of a type. */
export function RequestPreview({ format, transformation, endpointId }: RequestPreviewProps) {
  const [event, setEvent] = useState('')
  const types = useEventTypes()
  const subscribed = useFormContext<Values>().watch('eventTypes')
  const past = usePastEvents(endpointId, subscribed)
  const samples = types.data?.items ?? []
  const first = samples.find(({ type }) => subscribed.some((pattern) => fits(pattern, type)))?.type
  const sample = subscribed.some((pattern) => fits(pattern, 'document.saved')) ? 'document.saved' : first
  const chosen = event || past.events[0]?.id || sample || 'document.saved'
  const preview = usePreview({
    format,
    transformation,
    ...(chosen.startsWith('evt_') ? { eventId: chosen } : { type: chosen }),
  })
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] overflow-hidden rounded-lg border bg-paper">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-2.5">
        <h3 className="flex-1 font-medium text-(length:--small)">Preview</h3>
        <Select
          aria-label="Event of the preview"
          value={chosen}
          onChange={(change) => setEvent(change.target.value)}
          className="h-8 max-w-full pointer-coarse:h-11 text-(length:--small)"
        >
          {past.events.length > 0 && (
            <optgroup label={past.sent ? 'Sent to this endpoint' : 'Happened in this workspace'}>
              {past.events.map(({ id, type, at }) => (
                <option key={id} value={id}>
                  {type}, {relativeTime(at)}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label="Samples">
            {samples.map(({ type }) => (
              <option key={type} value={type}>
                {type}
              </option>
            ))}
          </optgroup>
        </Select>
      </header>
      {/* Not every browser lets the keyboard scroll an element that cannot have the focus. */}
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
        tabIndex={0}
        aria-label="The request"
        className="grid h-80 content-start gap-3 overflow-auto px-4 py-3"
        data-testid="request-preview"
      >
        {preview.isError ? (
          <LoadFailure error={preview.error} onRetry={() => preview.refetch()} />
        ) : preview.isPending ? (
          <Skeleton className="h-64" />
        ) : (
          <Outcome preview={preview.data} stale={preview.isPlaceholderData} />
        )}
      </section>
    </section>
  )
}

function Outcome({ preview, stale }: { preview: WebhookPreview; stale: boolean }) {
  const { request, error, logs, cpuMs } = preview
  return (
    <div
      className={cn('grid grid-cols-[minmax(0,1fr)] gap-3 font-mono text-xs', stale && 'opacity-60')}
      aria-busy={stale}
    >
      {error && (
        <p role="status" className="whitespace-pre-wrap rounded-md bg-warn-soft px-3 py-2 text-warn">
          {error}
        </p>
      )}
      {request && (
        <>
          <pre className="whitespace-pre-wrap break-all text-quiet leading-relaxed">
            <span className="font-medium text-ink">{request.method}</span>
            {request.url ? ` ${request.url}` : ' to the endpoint’s address'}
            {Object.keys(request.headers).length > 0 && `\n${headerLines(request.headers)}`}
          </pre>
          <pre data-testid="preview-body" className="whitespace-pre-wrap break-words leading-relaxed">
            {prettyBody(request.body)}
          </pre>
        </>
      )}
      {logs.length > 0 && (
        <div className="grid gap-1 border-t pt-3">
          <h4 className="font-medium font-sans text-quiet">Console</h4>
          <pre className="whitespace-pre-wrap break-words leading-relaxed">{logs.join('\n')}</pre>
        </div>
      )}
      {cpuMs > 0 && <p className="font-sans text-faint">Took {cpuMs < 1 ? '< 1' : Math.round(cpuMs)} ms.</p>}
    </div>
  )
}

function fits(pattern: string, type: string): boolean {
  return (
    pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)))
  )
}

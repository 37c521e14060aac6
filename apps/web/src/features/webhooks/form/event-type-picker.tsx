'use client'
import { useId, useMemo } from 'react'
import { Checkbox } from '@/components/ui/input.tsx'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import type { EventTypeInfo } from '@/lib/api-types.ts'
import { NO_TYPES, useEventTypes } from '../use-catalogue.ts'
import { resourceOf } from './event-choice.ts'
import { EventGroup } from './event-group.tsx'

interface EventTypePickerProps {
  /** Types, resources (`comment.*`) or `*`. */
  value: string[]
  onChange(value: string[]): void
  error: string | undefined
  /** Does not offer “everything”: for lists in which an empty choice means that. */
  partly?: boolean
}

/** The catalogue as check boxes: everything, a whole resource including types added later, or single events. */
export function EventTypePicker({ value, onChange, error, partly }: EventTypePickerProps) {
  const types = useEventTypes()
  const errorId = useId()
  const resources = useMemo(() => byResource(types.data?.items ?? []), [types.data])
  const everything = value.includes('*')
  return (
    <fieldset
      className="grid gap-2.5"
      aria-invalid={error ? true : undefined}
      aria-describedby={error ? errorId : undefined}
    >
      <legend className={partly ? 'sr-only' : 'pb-1.5 font-medium text-(length:--small)'}>Events</legend>
      {!partly && (
        <label className="flex min-h-6.5 items-center gap-2.5 font-medium text-sm pointer-coarse:min-h-11">
          <Checkbox
            checked={everything}
            aria-invalid={error ? true : undefined}
            onChange={(event) => onChange(event.target.checked ? ['*'] : [])}
          />
          Everything, including events added later
        </label>
      )}
      {error && (
        <p id={errorId} role="alert" className="text-(length:--small) text-bad">
          {error}
        </p>
      )}
      {types.isPending && <Skeleton className="h-80" />}
      {types.isError && <LoadFailure error={types.error} onRetry={() => types.refetch()} what={NO_TYPES} />}
      {!everything && types.isSuccess && (
        <div className="grid gap-4 rounded-lg border bg-paper p-4">
          {resources.map(([resource, events]) => (
            <EventGroup
              key={resource}
              resource={resource}
              events={events}
              choice={value}
              onChange={onChange}
            />
          ))}
        </div>
      )}
    </fieldset>
  )
}

function byResource(types: EventTypeInfo[]): [string, EventTypeInfo[]][] {
  return [...Map.groupBy(types, ({ type }) => resourceOf(type))]
}

'use client'
import { useMemo } from 'react'
import { Failure, Skeleton } from '@/components/ui/bits.tsx'
import { Checkbox } from '@/components/ui/input.tsx'
import { messageOf } from '@/lib/api.ts'
import type { EventTypeInfo } from '@/lib/api-types.ts'
import { useEventTypes } from '../use-catalogue.ts'

interface EventTypePickerProps {
  /** Types, resources (`comment.*`) or `*`. */
  value: string[]
  onChange(value: string[]): void
  error: string | undefined
  /** Offers no “everything”: for lists where nothing chosen means just that. */
  partly?: boolean
}

/** The catalogue as check boxes: everything, a whole resource with what it may bring later, or single events. */
export function EventTypePicker({ value, onChange, error, partly }: EventTypePickerProps) {
  const types = useEventTypes()
  const resources = useMemo(() => byResource(types.data?.items ?? []), [types.data])
  const everything = value.includes('*')
  const without = (gone: (pattern: string) => boolean) => value.filter((pattern) => !gone(pattern))
  return (
    <fieldset className="grid gap-2.5" aria-invalid={error ? true : undefined}>
      <legend className={partly ? 'sr-only' : 'pb-1.5 font-medium text-[13px]'}>Events</legend>
      {!partly && (
        <label className="flex items-center gap-2.5 font-medium text-sm">
          <Checkbox
            checked={everything}
            aria-invalid={error ? true : undefined}
            onChange={(event) => onChange(event.target.checked ? ['*'] : [])}
          />
          Everything, also what is added later
        </label>
      )}
      {error && (
        <p role="alert" className="text-[13px] text-bad">
          {error}
        </p>
      )}
      {types.isPending && <Skeleton className="h-80" />}
      {types.isError && <Failure message={messageOf(types.error)} onRetry={() => types.refetch()} />}
      {!everything && types.isSuccess && (
        <div className="grid max-h-80 gap-4 overflow-y-auto rounded-lg border bg-paper p-4">
          {resources.map(([resource, events]) => {
            const all = value.includes(`${resource}.*`)
            return (
              <div key={resource} className="grid gap-1.5">
                <label className="flex items-center gap-2.5 font-medium text-sm">
                  <Checkbox
                    aria-label={`All ${resource} events`}
                    checked={all}
                    onChange={(event) => {
                      const rest = without((pattern) => pattern.startsWith(`${resource}.`))
                      onChange(event.target.checked ? [...rest, `${resource}.*`] : rest)
                    }}
                  />
                  <code className="text-[13px]">{resource}.*</code>
                </label>
                <div className="grid gap-1 pl-6.5 sm:grid-cols-2">
                  {events.map(({ type, title, description }) => (
                    <label
                      key={type}
                      title={description}
                      className="flex items-center gap-2.5 text-quiet text-sm"
                    >
                      <Checkbox
                        aria-label={title}
                        checked={all || value.includes(type)}
                        disabled={all}
                        onChange={(event) =>
                          onChange(
                            event.target.checked ? [...value, type] : without((pattern) => pattern === type),
                          )
                        }
                      />
                      {title}
                    </label>
                  ))}
                </div>
              </div>
            )
          })}
        </div>
      )}
    </fieldset>
  )
}

function byResource(types: EventTypeInfo[]): [string, EventTypeInfo[]][] {
  return [...Map.groupBy(types, ({ type }) => type.slice(0, type.indexOf('.')))]
}

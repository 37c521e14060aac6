import { Checkbox } from '@/components/ui/input.tsx'
import type { EventTypeInfo } from '@/lib/api-types.ts'
import { chooseGroup, chooseType, groupState, isChosen, resourceTitle } from './event-choice.ts'

interface EventGroupProps {
  resource: string
  events: EventTypeInfo[]
  choice: string[]
  onChange(choice: string[]): void
}

/** A resource with its events: all of them, some, or none. */
export function EventGroup({ resource, events, choice, onChange }: EventGroupProps) {
  const types = events.map(({ type }) => type)
  const state = groupState(choice, types)
  return (
    <div className="grid gap-0.5">
      <label className="flex min-h-6.5 items-center gap-2.5 font-medium text-sm pointer-coarse:min-h-11">
        <Checkbox
          aria-label={`All ${resource} events`}
          checked={state === 'all'}
          // There is no attribute for “indeterminate”.
          ref={(box) => {
            if (box) box.indeterminate = state === 'some'
          }}
          onChange={(event) => onChange(chooseGroup(choice, resource, event.target.checked))}
        />
        {resourceTitle(resource)}
        <code className="font-normal text-quiet text-xs">{resource}.*</code>
      </label>
      <div className="grid pl-6.5 sm:grid-cols-2">
        {events.map(({ type, title, description }) => (
          <label
            key={type}
            title={description}
            className="flex min-h-6.5 items-center gap-2.5 text-quiet text-sm pointer-coarse:min-h-11"
          >
            <Checkbox
              aria-label={title}
              checked={isChosen(choice, type)}
              onChange={(event) => onChange(chooseType(choice, type, event.target.checked, types))}
            />
            {title}
          </label>
        ))}
      </div>
    </div>
  )
}

import { Badge } from '@/components/ui/badge.tsx'
import { Time } from '@/components/ui/time.tsx'
import type { Endpoint, ListedDelivery } from '@/lib/api-types.ts'
import { DeliveryStatus } from '../endpoint-status.tsx'
import { insteadOfStatus } from './instead-of-status.ts'
import { waitingFor } from './waiting-for.ts'

interface DeliveryRowProps {
  delivery: ListedDelivery
  endpoint: Endpoint
  onOpen(): void
}

/** One delivery: what happened, to which document and by whom; its result, and when it is tried again. */
export function DeliveryRow({ delivery, endpoint, onOpen }: DeliveryRowProps) {
  const { attemptCount, lastAttemptSent, lastError, lastStatusCode, nextAttemptAt } = delivery
  const next = nextAttemptAt && attemptCount > 0 ? waitingFor(nextAttemptAt, endpoint).at : null
  return (
    <tr className="relative align-top hover:bg-tint/70">
      <td className="whitespace-nowrap px-2 py-2.5 sm:px-4">
        <DeliveryStatus delivery={delivery} />
        {next && (
          <span className="block pt-0.5 pl-2 text-quiet text-xs">
            <Time iso={next} />
          </span>
        )}
      </td>
      <td className="w-full max-w-0 px-2 py-2.5 sm:px-4">
        <span className="flex items-center gap-2">
          <button
            type="button"
            className="min-w-0 truncate font-mono text-(length:--small) after:absolute after:inset-0"
            onClick={onOpen}
          >
            {delivery.eventType}
          </button>
          {delivery.test && <Badge>Test</Badge>}
        </span>
        <Subject delivery={delivery} />
        <span className="block text-quiet text-xs sm:hidden">
          <Time iso={delivery.createdAt} />
        </span>
      </td>
      <td
        className="whitespace-nowrap px-2 py-2.5 text-right tabular-nums sm:px-4"
        title={lastError ?? undefined}
      >
        {lastStatusCode ?? (lastError && lastAttemptSent !== null ? insteadOfStatus(lastAttemptSent) : '–')}
        {attemptCount > 1 && <span className="block text-quiet text-xs">{attemptCount} attempts</span>}
      </td>
      <td className="hidden whitespace-nowrap px-2 py-2.5 text-right tabular-nums sm:table-cell sm:px-4">
        {delivery.lastDurationMs === null ? '–' : `${delivery.lastDurationMs} ms`}
      </td>
      <td className="hidden whitespace-nowrap px-2 py-2.5 text-right text-quiet sm:table-cell sm:px-4">
        <Time iso={delivery.createdAt} />
      </td>
    </tr>
  )
}

function Subject({ delivery: { documentTitle, actorName } }: { delivery: ListedDelivery }) {
  const title = documentTitle === '' ? 'Untitled' : documentTitle
  if (title === null && actorName === null) return null
  return (
    <span className="flex text-(length:--small) text-quiet">
      {title !== null && (
        <span className="truncate" title={title}>
          {title}
        </span>
      )}
      {/* Keeps room for the actor's name after a long title. */}
      <span className="max-w-1/2 shrink-0 truncate whitespace-pre">
        {title !== null && actorName !== null && ' · '}
        {actorName !== null && <bdi>{actorName}</bdi>}
      </span>
    </span>
  )
}

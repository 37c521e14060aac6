'use client'
import { MadeBy } from '@/components/made-by.tsx'
import { LongList } from '@/components/ui/long-list.tsx'
import { RowLink } from '@/components/ui/row-link.tsx'
import { Time } from '@/components/ui/time.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { nameOf } from './endpoint-name.ts'
import { EndpointStatus, endpointNames, shownStatus } from './endpoint-status.tsx'
import { usePresets } from './use-catalogue.ts'

interface EndpointRowsProps {
  endpoints: Endpoint[]
  /** “Find an endpoint” */
  label: string
  /** “Show endpoints” */
  kindsLabel: string
}

export function EndpointRows({ endpoints, label, kindsLabel }: EndpointRowsProps) {
  return (
    <LongList
      items={endpoints}
      label={label}
      kinds={{ label: kindsLabel, names: endpointNames, of: shownStatus }}
      textOf={(endpoint) => `${nameOf(endpoint)} ${endpoint.url} ${endpoint.owner?.name ?? ''}`}
      row={(endpoint) => (
        <li
          key={endpoint.id}
          className="relative flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-3.5 hover:bg-tint/70"
        >
          <RowLink
            href={`/settings/webhooks/${endpoint.id}`}
            className="grid min-w-[min(13rem,100%)] flex-1 grid-cols-[minmax(0,1fr)] gap-0.5 after:absolute after:inset-0 max-sm:basis-full"
          >
            <span className="truncate font-medium">{nameOf(endpoint)}</span>
            <span className="truncate text-(length:--small) text-quiet">
              <System endpoint={endpoint} />
              <span title={endpoint.url || undefined} className="font-mono">
                {endpoint.url || endpoint.eventTypes.join(', ')}
              </span>
            </span>
          </RowLink>
          <span className="min-w-0 text-(length:--small) text-quiet max-sm:flex-1">
            <LastSign endpoint={endpoint} />
            {endpoint.kind === 'webhook' && endpoint.owner && (
              <>
                {' · '}
                <MadeBy admin maker={endpoint.owner} />
              </>
            )}
          </span>
          {/* As wide as the longest status, so that the text before it is in line. */}
          <span className="empty:hidden max-sm:ml-auto sm:w-18 sm:text-right">
            <EndpointStatus endpoint={endpoint} />
          </span>
        </li>
      )}
    />
  )
}

/** Names the system of a preset, since the address may not tell: the host of a chat is a technical name. */
function System({ endpoint: { preset } }: { endpoint: Endpoint }) {
  const title = usePresets().data?.items.find(({ name }) => name === preset && name !== 'plain')?.title
  return title ? `${title} · ` : null
}

function LastSign({ endpoint: { kind, streamSeenAt, lastSuccessAt } }: { endpoint: Endpoint }) {
  const stream = kind === 'stream'
  const iso = stream ? streamSeenAt : lastSuccessAt
  if (!iso) return stream ? 'Not seen yet' : 'Nothing delivered yet'
  return (
    <>
      {stream ? 'Seen' : 'Delivered'} <Time iso={iso} />
    </>
  )
}

'use client'
import { Button } from '@/components/ui/button.tsx'
import { Moment } from '@/components/ui/time.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { Banner } from './banner.tsx'
import { FailingBanner } from './failing-banner.tsx'

interface BannersProps {
  endpoint: Endpoint
  busy: boolean
  /** Enables the endpoint and asks which of the missed events to send. */
  onCatchUp(): void
  /** Asks which of the deliveries that were given up since a moment to send again. */
  onSendAgain(since: string): void
}

const whyDisabled = {
  gone: 'It answered 410 Gone',
  failing: 'Every attempt failed for five days',
  owner_gone:
    'Whoever set it up has left the workspace or is no longer an admin, or their API key was revoked',
  secret_lost: 'The server could no longer read its secrets, so it has a new signing secret',
}

/** What to do before it is enabled. */
const beforeEnabling = {
  gone: 'Enable it once the receiver is back.',
  failing: 'Enable it once the receiver is back.',
  owner_gone:
    'Check where it sends before you enable it: from then on it can read every document that you can.',
  secret_lost: 'Give the new secret to the receiver and enter stored values again before you enable it.',
}

function whyIsDisabled({ disabledReason, owner }: Endpoint): string | null {
  if (disabledReason !== 'owner_gone' || !owner?.gone) return disabledReason && whyDisabled[disabledReason]
  return owner.type === 'api_key'
    ? `The key ${owner.name}, which set it up, has ended`
    : `${owner.name}, who set it up, is no longer an admin`
}

/** Says why deliveries do not arrive at the moment, and what will happen. */
export function Banners({ endpoint, busy, onCatchUp, onSendAgain }: BannersProps) {
  const { status, disabledReason, disabledAt, failingSince, throttledUntil } = endpoint
  if (status === 'disabled')
    return (
      <Banner bad>
        <p className="min-w-[min(14rem,100%)] flex-1">
          {whyIsDisabled(endpoint)}, and nothing has been sent
          {disabledAt && (
            <>
              {' '}
              since <Moment iso={disabledAt} />
            </>
          )}
          . {disabledReason && beforeEnabling[disabledReason]}
        </p>
        <Button variant="secondary" size="sm" disabled={busy} onClick={onCatchUp}>
          Enable and replay missed events
        </Button>
      </Banner>
    )
  if (status === 'paused')
    return (
      <Banner>
        <p>Paused. Events are kept, and sent when you resume.</p>
      </Banner>
    )
  return (
    <>
      {failingSince && (
        <FailingBanner
          endpoint={endpoint}
          since={failingSince}
          onSendAgain={() => onSendAgain(failingSince)}
        />
      )}
      {throttledUntil && new Date(throttledUntil) > new Date() && (
        <Banner>
          <p>
            It answered that it cannot take more at the moment. Deliveries wait until{' '}
            <Moment iso={throttledUntil} />.
          </p>
        </Banner>
      )}
    </>
  )
}

'use client'
import { Button } from '@/components/ui/button.tsx'
import { Moment } from '@/components/ui/time.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { count } from '../form/sections.ts'
import { useCount } from '../use-operations.ts'
import { Banner } from './banner.tsx'

interface FailingBannerProps {
  endpoint: Endpoint
  /** Since when nothing has arrived; an ISO time. */
  since: string
  /** Asks which of the deliveries that were given up to send again. */
  onSendAgain(): void
}

const ALL = { types: [] }

/** Says that nothing arrives, how many deliveries are retried, and how many were given up. */
export function FailingBanner({ endpoint, since, onSendAgain }: FailingBannerProps) {
  const pending = useCount(endpoint.id, 'cancel', ALL).data?.count ?? 0
  const givenUp = useCount(endpoint.id, 'recover', { since, types: [] }).data?.count ?? 0
  const { probeAt } = endpoint
  return (
    <Banner bad={probeAt !== null}>
      <p className="min-w-[min(14rem,100%)] flex-1">
        {probeAt && 'It failed many times in a row. '}
        Nothing has arrived since <Moment iso={since} />.{' '}
        {probeAt ? (
          <>
            One delivery is tried at <Moment iso={probeAt} />; once it arrives, the others follow.
          </>
        ) : (
          pending > 0 && `${count(pending, 'delivery is', 'deliveries are')} waiting to be sent.`
        )}{' '}
        {givenUp > 0 && `${count(givenUp, 'delivery was', 'deliveries were')} given up.`}
      </p>
      {givenUp > 0 && (
        <Button variant="secondary" size="sm" onClick={onSendAgain}>
          {givenUp === 1 ? 'Send it again' : 'Send them again'}
        </Button>
      )}
    </Banner>
  )
}

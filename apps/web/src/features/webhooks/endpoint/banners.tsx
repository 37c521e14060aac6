'use client'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { fullTime } from '@/lib/time.ts'

interface BannersProps {
  endpoint: Endpoint
  busy: boolean
  /** Enables the endpoint and asks what to send of what it missed. */
  onCatchUp(): void
}

const whyDisabled = {
  gone: 'It answered 410 Gone',
  failing: 'It failed for five days without one success',
  owner_gone: 'Whoever set it up has left the workspace, or their API key was revoked',
}

/** Why something does not arrive at this moment, and what will happen. */
export function Banners({ endpoint, busy, onCatchUp }: BannersProps) {
  const { status, disabledReason, disabledAt, failingSince, probeAt, throttledUntil } = endpoint
  if (status === 'disabled')
    return (
      <Banner bad>
        <p className="min-w-56 flex-1">
          {disabledReason && whyDisabled[disabledReason]}, and nothing has been sent
          {disabledAt && <> since {fullTime(disabledAt)}</>}.{' '}
          {disabledReason === 'owner_gone'
            ? 'Look at where it sends before you enable it: from then on it sees documents by your right.'
            : 'Enable it when it is back.'}
        </p>
        <Button variant="secondary" size="sm" disabled={busy} onClick={onCatchUp}>
          Enable and send what was missed
        </Button>
      </Banner>
    )
  if (status === 'paused')
    return (
      <Banner>
        <p>Paused: what happens meanwhile is kept, and sent when you resume.</p>
      </Banner>
    )
  return (
    <>
      {probeAt ? (
        <Banner bad>
          <p>
            It failed many times in a row
            {failingSince && <>, and nothing has arrived since {fullTime(failingSince)}</>}. One delivery
            tries again at {fullTime(probeAt)}; when it arrives, the others follow by themselves.
          </p>
        </Banner>
      ) : (
        failingSince && (
          <Banner>
            <p>
              Nothing has arrived since {fullTime(failingSince)}. Deliveries are retried; the log below says
              what went wrong.
            </p>
          </Banner>
        )
      )}
      {throttledUntil && new Date(throttledUntil) > new Date() && (
        <Banner>
          <p>
            It answered that it is too much. It gets nothing until {fullTime(throttledUntil)}, and then what
            has waited.
          </p>
        </Banner>
      )}
    </>
  )
}

function Banner({ bad, children }: { bad?: boolean; children: ReactNode }) {
  return (
    <div
      role={bad ? 'alert' : 'status'}
      className={cn(
        'flex flex-wrap items-center gap-3 rounded-lg px-4 py-3 text-sm leading-relaxed',
        bad ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn',
      )}
    >
      {children}
    </div>
  )
}

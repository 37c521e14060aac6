'use client'
import { useEffect, useState } from 'react'
import { Time } from '@/components/ui/time.tsx'
import type { Delivery, Endpoint } from '@/lib/api-types.ts'
import { Banner } from '../endpoint/banner.tsx'
import { lateSince } from './waiting-for.ts'

const LOOK_AGAIN_MS = 10_000

interface LateBannerProps {
  endpoint: Endpoint
  deliveries: Delivery[]
}

/** Says that deliveries wait longer than they should. Otherwise nobody would notice that no worker is running. */
export function LateBanner({ endpoint, deliveries }: LateBannerProps) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [])
  const since = lateSince(deliveries, endpoint, now)
  if (!since) return null
  return (
    <Banner>
      <p>
        Deliveries that were due <Time iso={since} /> are still waiting. Many others are ahead of them, or no
        worker is running. Nothing is lost: they are sent when it is their turn.
      </p>
    </Banner>
  )
}

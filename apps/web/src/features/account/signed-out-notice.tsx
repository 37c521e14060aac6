'use client'
import { useQueryClient } from '@tanstack/react-query'
import { usePathname } from 'next/navigation'
import { useEffect } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { requireSamePerson } from '@/lib/api.ts'
import { sessionEnd, useSessionEnd } from '@/lib/session-end.ts'

/** Says, above anything else on the screen, that the session has ended, and leads back to the same page. */
export function SignedOutNotice() {
  const end = useSessionEnd()
  const path = usePathname()
  const client = useQueryClient()
  useEffect(() => {
    if (end !== 'expired') return
    // Whoever comes back to this page may have signed in in another tab.
    const look = async () => {
      if (document.visibilityState === 'hidden') return
      await requireSamePerson('GET').catch(() => {})
      if (sessionEnd() === null) void client.invalidateQueries()
    }
    window.addEventListener('focus', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      window.removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [end, client])
  if (!end) return null
  return (
    <div
      role="alert"
      data-testid="signed-out"
      className="fixed inset-x-4 bottom-4 z-50 mx-auto flex max-w-xl items-center justify-between gap-4 rounded-xl border border-warn/30 bg-warn-soft px-4 py-3 text-sm text-warn shadow-lg"
    >
      <p>
        <strong className="font-medium">
          {end === 'signed-out-elsewhere' ? 'You were signed out in another window.' : 'You are signed out.'}
        </strong>{' '}
        Sign in again to continue.
      </p>
      <Button asChild size="sm">
        {/* A full load: another person may sign in next. */}
        <a href={`/sign-in?next=${encodeURIComponent(path)}`}>Sign in</a>
      </Button>
    </div>
  )
}

'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useState } from 'react'
import { Confirm } from '@/components/ui/dialog.tsx'
import { Checkbox } from '@/components/ui/input.tsx'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import { api } from '@/lib/api.ts'
import type { LeftBehind, Member, WorkspaceRole } from '@/lib/api-types.ts'
import { leftBehindWords } from './left-behind-words.ts'

interface DepartureQuestionProps {
  open: boolean
  onOpenChange(open: boolean): void
  member: Member
  /** The new role; undefined if they are removed, or leave. */
  to?: WorkspaceRole
  self: boolean
  myRole: WorkspaceRole | undefined
  title: string
  description: string
  action: string
  onConfirm(choice: { keepShareLinks: boolean }): void
}

/** Asks before somebody loses a right, and says which of the things that they made end with it. */
export function DepartureQuestion({
  member,
  to,
  self,
  myRole,
  onConfirm,
  ...question
}: DepartureQuestionProps) {
  const { open } = question
  const userId = member.user.id
  const [endLinks, setEndLinks] = useState(true)
  const checkbox = useId()
  const counts = useQuery({
    queryKey: ['left-behind', userId, to],
    queryFn: () =>
      api<LeftBehind>('GET', `/members/${userId}/left-behind${to === undefined ? '' : `?role=${to}`}`),
    enabled: open,
    // The question must be about the current counts.
    staleTime: 0,
    gcTime: 0,
  })
  useEffect(() => {
    if (open) setEndLinks(true)
  }, [open])
  const departure = { leaves: to === undefined, self, iAmOwner: myRole === 'owner' }
  const links = departure.leaves && !self ? (counts.data?.shareLinks ?? 0) : 0
  return (
    <Confirm
      {...question}
      disabled={counts.isPending}
      onConfirm={() => onConfirm({ keepShareLinks: links > 0 && !endLinks })}
    >
      {counts.isPending && <Skeleton className="h-10" />}
      {counts.isError && <LoadFailure error={counts.error} onRetry={() => counts.refetch()} />}
      {counts.data && (
        <ul className="mb-1 grid list-disc gap-1 pl-5 text-sm leading-relaxed empty:hidden marker:text-faint">
          {leftBehindWords(counts.data, departure).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {links > 0 && (
        <label
          htmlFor={checkbox}
          className="mt-3 mb-1 flex items-start gap-2.5 text-sm leading-relaxed pointer-coarse:min-h-11"
        >
          <Checkbox
            id={checkbox}
            className="mt-1"
            checked={endLinks}
            onChange={(event) => setEndLinks(event.target.checked)}
          />
          <span>
            End the {links === 1 ? 'share link' : `${links} share links`} that they made, for everybody who
            uses {links === 1 ? 'it' : 'them'}. Otherwise anyone who has the address still gets in, including
            them.
          </span>
        </label>
      )}
    </Confirm>
  )
}

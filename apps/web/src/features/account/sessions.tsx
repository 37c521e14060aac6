'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { MonitorSmartphone } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { ListSkeleton } from '@/components/ui/list-skeleton.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { LongList } from '@/components/ui/long-list.tsx'
import { Time } from '@/components/ui/time.tsx'
import { Section } from '@/features/settings/settings-frame.tsx'
import { useSignOut } from '@/features/shell/sign-out.tsx'
import { accountApi, messageOf } from '@/lib/api.ts'
import { sessionWords } from './session-words.ts'

/** The fields of Better Auth's sessions that are shown here. */
interface Session {
  id: string
  token: string
  userAgent: string | null
  createdAt: string
  updatedAt: string
}

export const SESSIONS = ['sessions']

/** Where the person is signed in: this browser first, then the others by their latest activity. */
async function listSessions(): Promise<{ sessions: Session[]; own: string | undefined }> {
  const [all, here] = await Promise.all([
    accountApi<Session[]>('GET', '/list-sessions'),
    accountApi<{ session: Session } | null>('GET', '/get-session'),
  ])
  const own = here?.session.id
  const sessions = all.sort(
    (a, b) => Number(b.id === own) - Number(a.id === own) || b.updatedAt.localeCompare(a.updatedAt),
  )
  return { sessions, own }
}

export function Sessions() {
  const client = useQueryClient()
  const { signOut, question } = useSignOut()
  const [asking, setAsking] = useState(false)
  const list = useQuery({ queryKey: SESSIONS, queryFn: listSessions })
  const end = useMutation({
    mutationFn: (token: string | null) =>
      token === null
        ? accountApi('POST', '/revoke-other-sessions', {})
        : accountApi('POST', '/revoke-session', { token }),
    onSuccess: (_, token) => toast(token === null ? 'Signed out everywhere else.' : 'Signed out there.'),
    onError: (error) => toast.error(messageOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: SESSIONS }),
  })
  const others = (list.data?.sessions.length ?? 1) > 1
  return (
    <Section
      title="Where you are signed in"
      lead="If you don’t recognise one, sign it out and change your password. Its open documents close at once."
      actions={
        others && (
          <Button variant="secondary" onClick={() => setAsking(true)}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      <Loaded query={list} skeleton={<ListSkeleton rows={1} />}>
        {({ sessions, own }) => (
          <LongList
            items={sessions}
            label="Find a session"
            textOf={({ userAgent }) => sessionWords(userAgent)}
            row={({ id, token, userAgent, createdAt, updatedAt }) => {
              const words = sessionWords(userAgent)
              const here = id === own
              return (
                <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                  <MonitorSmartphone aria-hidden className="size-5 shrink-0 text-quiet" />
                  <div className="grid min-w-40 flex-1 grid-cols-[minmax(0,1fr)] gap-0.5">
                    <span className="flex flex-wrap items-center gap-x-2 font-medium">
                      {words} {here && <Badge>This browser</Badge>}
                    </span>
                    <span className="text-(length:--small) text-quiet">
                      {here ? (
                        'Active now'
                      ) : (
                        <>
                          Active <Time iso={updatedAt} />
                        </>
                      )}
                      {' · '}signed in <Time iso={createdAt} />
                    </span>
                  </div>
                  <Button
                    variant="ghost"
                    size="sm"
                    aria-label={here ? 'Sign out in this browser' : `Sign out ${words}`}
                    disabled={end.isPending}
                    onClick={() => (here ? signOut() : end.mutate(token))}
                  >
                    Sign out
                  </Button>
                </li>
              )
            }}
          />
        )}
      </Loaded>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Sign out everywhere else?"
        description="All other browsers and programs that signed in as you are signed out at once. What was written there offline is sent when you sign in there again."
        action="Sign out"
        onConfirm={() => end.mutate(null)}
      />
      {question}
    </Section>
  )
}

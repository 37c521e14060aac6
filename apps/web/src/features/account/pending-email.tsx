'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { Time } from '@/components/ui/time.tsx'
import { accountApi, messageOf } from '@/lib/api.ts'

interface Pending {
  email: string
  askedAt: string
}

export const PENDING_EMAIL = ['pending-email']

/** The new address that is not confirmed yet, with a button to cancel the change. */
export function PendingEmail({ onCancelled }: { onCancelled(): void }) {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: PENDING_EMAIL,
    queryFn: () => accountApi<Pending | null>('GET', '/pending-email-change'),
  })
  const cancel = useMutation({
    mutationFn: () => accountApi('POST', '/cancel-email-change', {}),
    onSuccess: () => {
      client.setQueryData(PENDING_EMAIL, null)
      toast('The change was cancelled. Its link no longer works.')
      onCancelled()
    },
    onError: (error) => toast.error(messageOf(error)),
  })
  return (
    <Loaded query={query} skeleton={null} what="We couldn’t check for a pending change of e-mail.">
      {(pending) =>
        pending && (
          <div
            role="status"
            className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border bg-sunken px-4 py-3 text-sm leading-relaxed"
          >
            <p className="min-w-48 flex-1 text-quiet">
              <strong className="block font-medium text-ink [overflow-wrap:anywhere]">{pending.email}</strong>
              Not confirmed yet: open the link that was sent there. Requested <Time iso={pending.askedAt} />,
              it works for an hour.
            </p>
            <Button
              variant="secondary"
              size="sm"
              aria-label={`Cancel the change to ${pending.email}`}
              disabled={cancel.isPending}
              onClick={() => cancel.mutate()}
            >
              Cancel
            </Button>
          </div>
        )
      }
    </Loaded>
  )
}

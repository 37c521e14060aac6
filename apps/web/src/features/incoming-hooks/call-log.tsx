'use client'
import { Inbox } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Empty } from '@/components/ui/empty.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { Select } from '@/components/ui/input.tsx'
import { ListSkeleton } from '@/components/ui/list-skeleton.tsx'
import { RefreshFailure } from '@/components/ui/load-failure.tsx'
import { Time } from '@/components/ui/time.tsx'
import { messageOf } from '@/lib/api.ts'
import { CallPanel } from './call-panel.tsx'
import { CallStatus } from './hook-status.tsx'
import { type Call, useCalls } from './use-hooks.ts'

interface CallLogProps {
  hookId: string
  /** There is a URL to call, with a command that does it. */
  callable: boolean
}

/** What came to a hook, live. */
export function CallLog({ hookId, callable }: CallLogProps) {
  const [status, setStatus] = useState('')
  const [opened, setOpened] = useState<string | null>(null)
  const calls = useCalls(hookId, status)
  const items = calls.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex items-center gap-3">
        <h2 className="flex-1 font-semibold text-base tracking-tight">Calls</h2>
        <Select aria-label="Show calls" value={status} onChange={(event) => setStatus(event.target.value)}>
          <option value="">All</option>
          <option value="written">Written</option>
          <option value="refused">Refused</option>
          <option value="repeated">Repeats</option>
        </Select>
      </div>
      <RefreshFailure query={calls} />
      {calls.isPending ? (
        <ListSkeleton rows={4} />
      ) : calls.isLoadingError ? (
        <Failure message={messageOf(calls.error)} onRetry={() => calls.refetch()} />
      ) : items.length === 0 ? (
        <Empty icon={<Inbox />} title={status ? 'No calls match' : 'No calls yet'}>
          {!status && callable && <p>Run the command above, and the call appears here.</p>}
        </Empty>
      ) : (
        <div className="overflow-x-auto rounded-xl border bg-surface">
          <table className="w-full text-left text-sm">
            <thead className="border-b text-quiet text-xs">
              <tr>
                <th className="px-2 py-2.5 sm:px-4 font-medium">Status</th>
                <th className="px-2 py-2.5 sm:px-4 font-medium">Content</th>
                <th className="hidden px-2 py-2.5 sm:px-4 text-right font-medium sm:table-cell">Answer</th>
                <th className="hidden px-2 py-2.5 sm:px-4 text-right font-medium sm:table-cell">Size</th>
                <th className="hidden px-2 py-2.5 sm:px-4 text-right font-medium sm:table-cell">Duration</th>
                <th className="hidden px-2 py-2.5 sm:px-4 text-right font-medium sm:table-cell">When</th>
              </tr>
            </thead>
            <tbody className="divide-y">
              {items.map((call) => (
                <Row key={call.id} call={call} onOpen={() => setOpened(call.id)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {calls.hasNextPage && (
        <Button
          variant="secondary"
          size="sm"
          className="justify-self-center"
          onClick={() => calls.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      <CallPanel id={opened} onClose={() => setOpened(null)} />
    </section>
  )
}

function Row({ call, onOpen }: { call: Call; onOpen(): void }) {
  return (
    <tr className="relative whitespace-nowrap align-top hover:bg-sunken/70">
      <td className="px-2 py-2.5 sm:px-4">
        <CallStatus call={call} />
      </td>
      <td className="w-full max-w-0 px-2 py-2.5 sm:px-4">
        <button
          type="button"
          className="block max-w-full truncate font-mono text-[13px] after:absolute after:inset-0"
          onClick={onOpen}
        >
          {typeOf(call)}
        </button>
        {call.status === 'refused' && call.error && (
          <span className="block truncate text-[13px] text-quiet" title={call.error}>
            {call.error}
          </span>
        )}
        <span className="block text-quiet text-xs sm:hidden">
          <Time iso={call.receivedAt} />
        </span>
      </td>
      <td className="hidden px-2 py-2.5 sm:px-4 text-right tabular-nums sm:table-cell">{call.statusCode}</td>
      <td className="hidden px-2 py-2.5 sm:px-4 text-right tabular-nums sm:table-cell">
        {sizeOf(call.bodyBytes)}
      </td>
      <td className="hidden px-2 py-2.5 sm:px-4 text-right tabular-nums sm:table-cell">
        {call.durationMs} ms
      </td>
      <td className="hidden px-2 py-2.5 text-right text-quiet sm:table-cell sm:px-4">
        <Time iso={call.receivedAt} />
      </td>
    </tr>
  )
}

function typeOf({ contentType }: Call): string {
  return contentType?.split(';', 1)[0]?.trim() || 'text/plain'
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`
}

'use client'
import { Inbox } from 'lucide-react'
import { useState } from 'react'
import { Empty } from '@/components/ui/empty.tsx'
import { Select } from '@/components/ui/input.tsx'
import { LogTable } from '@/components/ui/log-table.tsx'
import { Time } from '@/components/ui/time.tsx'
import { CallPanel } from './call-panel.tsx'
import type { Call } from './calls-query.ts'
import { CallStatus } from './hook-status.tsx'
import { useCalls } from './use-hooks.ts'

const COLUMNS = [
  { title: 'Status' },
  { title: 'Content' },
  { title: 'Answer', atEnd: true, wideOnly: true },
  { title: 'Size', atEnd: true, wideOnly: true },
  { title: 'Duration', atEnd: true, wideOnly: true },
  { title: 'When', atEnd: true, wideOnly: true },
]

interface CallLogProps {
  hookId: string
  /** The page shows a URL to call, and a command that calls it. */
  callable: boolean
}

/** The calls of a hook, live. */
export function CallLog({ hookId, callable }: CallLogProps) {
  const [status, setStatus] = useState('')
  const [opened, setOpened] = useState<string | null>(null)
  const calls = useCalls(hookId, status)
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
      <LogTable
        query={calls}
        columns={COLUMNS}
        row={(call) => <Row key={call.id} call={call} onOpen={() => setOpened(call.id)} />}
        empty={
          <Empty icon={<Inbox />} title={status ? 'No calls match' : 'No calls yet'}>
            {!status && callable && <p>Run the command above, and the call appears here.</p>}
          </Empty>
        }
      />
      <CallPanel id={opened} onClose={() => setOpened(null)} />
    </section>
  )
}

function Row({ call, onOpen }: { call: Call; onOpen(): void }) {
  return (
    <tr className="relative whitespace-nowrap align-top hover:bg-tint/70">
      <td className="px-2 py-2.5 sm:px-4">
        <CallStatus call={call} />
      </td>
      <td className="w-full max-w-0 px-2 py-2.5 sm:px-4">
        <button
          type="button"
          className="block max-w-full truncate font-mono text-(length:--small) after:absolute after:inset-0"
          onClick={onOpen}
        >
          {typeOf(call)}
        </button>
        {call.status === 'refused' && call.error && (
          <span className="block truncate text-(length:--small) text-quiet" title={call.error}>
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

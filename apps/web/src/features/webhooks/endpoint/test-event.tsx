'use client'
import { Send } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button.tsx'
import { Select } from '@/components/ui/input.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { useEventTypes } from '../use-catalogue.ts'
import { useTestEvent } from '../use-endpoints.ts'

/** Sends the sample event of a type as a real delivery. That the types could not be loaded, the page's log says. */
export function TestEvent({ endpoint }: { endpoint: Endpoint }) {
  const types = useEventTypes()
  const [type, setType] = useState('document.saved')
  const send = useTestEvent(endpoint.id)
  const active = endpoint.status === 'active'
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Type of the test event"
        value={type}
        className="w-56"
        onChange={(event) => setType(event.target.value)}
      >
        {(types.data?.items ?? [{ type }]).map((info) => (
          <option key={info.type} value={info.type}>
            {info.type}
          </option>
        ))}
      </Select>
      <Button
        size="sm"
        className="h-9"
        disabled={send.isPending || !active}
        onClick={() => send.mutate(type, { onSuccess: () => toast('The test event is on its way.') })}
      >
        <Send /> Send test event
      </Button>
      {!active && (
        <span className="text-(length:--small) text-quiet">
          Nothing is sent while it is {endpoint.status}.
        </span>
      )}
    </div>
  )
}

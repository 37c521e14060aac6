'use client'
import { Plus, Webhook } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Empty } from '@/components/ui/empty.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { ListSkeleton } from '@/components/ui/list-skeleton.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { Section } from '@/features/settings/settings-frame.tsx'
import { disabledWords } from './disabled-words.ts'
import { EndpointRows } from './endpoint-rows.tsx'
import { EndpointDialog } from './form/endpoint-dialog.tsx'
import { useEndpoints } from './use-endpoints.ts'

export function EndpointsPage() {
  const endpoints = useEndpoints()
  const router = useRouter()
  const [adding, setAdding] = useState(false)
  const items = endpoints.data?.items ?? []
  const webhooks = items.filter(({ kind }) => kind === 'webhook')
  const consumers = items.filter(({ kind }) => kind === 'stream')
  const disabled = webhooks.filter(({ status }) => status === 'disabled')
  return (
    <>
      <Section
        title="Webhook endpoints"
        lead="Quillwire sends a signed request to these addresses when something happens, and retries until it arrives."
        // Also if there is no endpoint yet: the button stays in its place while the list loads.
        actions={
          <Button onClick={() => setAdding(true)}>
            <Plus /> Add endpoint
          </Button>
        }
      >
        {disabledWords(disabled).map((sentence) => (
          <Failure key={sentence} message={sentence} />
        ))}
        <Loaded query={endpoints} skeleton={<ListSkeleton />}>
          {() =>
            webhooks.length === 0 ? (
              <Empty icon={<Webhook />} title="Let your other systems know">
                <p>
                  Add the URL of your own program, a chat or a CRM. It gets a signed request when a document
                  is saved, commented on or shared; you choose the events. Every attempt is logged here and
                  can be repeated.
                </p>
              </Empty>
            ) : (
              <EndpointRows endpoints={webhooks} label="Find an endpoint" kindsLabel="Show endpoints" />
            )
          }
        </Loaded>
        <EndpointDialog
          open={adding}
          onOpenChange={setAdding}
          onSaved={({ id }) => router.push(`/settings/webhooks/${id}`)}
        />
      </Section>
      {consumers.length > 0 && (
        <Section
          title="Stream consumers"
          lead="Programs that read the event stream. They appear here once they connect."
        >
          <EndpointRows endpoints={consumers} label="Find a consumer" kindsLabel="Show consumers" />
        </Section>
      )}
    </>
  )
}

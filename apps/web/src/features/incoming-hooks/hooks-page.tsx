'use client'
import { ArrowDownToLine, Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { MadeBy } from '@/components/made-by.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Empty } from '@/components/ui/empty.tsx'
import { ListSkeleton } from '@/components/ui/list-skeleton.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { LongList } from '@/components/ui/long-list.tsx'
import { RowLink } from '@/components/ui/row-link.tsx'
import { Time } from '@/components/ui/time.tsx'
import { Section } from '@/features/settings/settings-frame.tsx'
import { HookDialog } from './hook-dialog.tsx'
import { healthOf } from './hook-health.ts'
import { describeAction, HookStatus, healthNames } from './hook-status.tsx'
import { type Hook, useHooks } from './use-hooks.ts'

export function HooksPage() {
  const hooks = useHooks()
  const router = useRouter()
  const [adding, setAdding] = useState(false)
  const items = hooks.data?.items ?? []
  return (
    <Section
      title="Incoming hooks"
      lead="Each hook is a URL for one document. What a program sends there is written into the document, live for everyone who has it open."
      // Also if there is no hook yet: the button stays in its place while the list loads.
      actions={
        <Button onClick={() => setAdding(true)}>
          <Plus /> Add hook
        </Button>
      }
    >
      <Loaded query={hooks} skeleton={<ListSkeleton />}>
        {() =>
          items.length === 0 ? (
            <Empty icon={<ArrowDownToLine />} title="Let your other systems write">
              <p>
                Choose a document and get a URL for it. Programs can send text, Markdown or JSON, and anything
                that posts to Slack works as is. Every call is logged here.
              </p>
            </Empty>
          ) : (
            <LongList
              items={items}
              label="Find a hook"
              textOf={(hook) => `${hook.name} ${titleOf(hook)} ${hook.owner?.name ?? ''}`}
              kinds={{ label: 'Show hooks', names: healthNames, of: healthOf }}
              row={(hook) => <Row key={hook.id} hook={hook} />}
            />
          )
        }
      </Loaded>
      <HookDialog
        open={adding}
        onOpenChange={setAdding}
        onSaved={({ id }) => router.push(`/settings/incoming-hooks/${id}`)}
      />
    </Section>
  )
}

function Row({ hook }: { hook: Hook }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-3.5 hover:bg-tint/70">
      <RowLink
        href={`/settings/incoming-hooks/${hook.id}`}
        className="grid min-w-[min(13rem,100%)] flex-1 grid-cols-[minmax(0,1fr)] gap-0.5 after:absolute after:inset-0 max-sm:basis-full"
      >
        <span className="truncate font-medium">{hook.name}</span>
        <span className="flex text-(length:--small) text-quiet">
          <span className="max-w-2/3 shrink-0 truncate">{describeAction(hook)}</span>
          <span className="shrink-0 whitespace-pre"> · </span>
          <span className="truncate">{titleOf(hook)}</span>
        </span>
      </RowLink>
      <span className="min-w-0 text-(length:--small) text-quiet max-sm:flex-1">
        {hook.lastCall ? (
          <>
            Called <Time iso={hook.lastCall.receivedAt} />
          </>
        ) : (
          'Never called'
        )}
        {hook.owner && (
          <>
            {' · '}
            <MadeBy maker={hook.owner} />
          </>
        )}
      </span>
      {/* As wide as the longest status, so that the text before it is in line. */}
      <span className="max-sm:ml-auto sm:w-30 sm:text-right">
        <HookStatus hook={hook} />
      </span>
    </li>
  )
}

export function titleOf({ documentTitle }: Pick<Hook, 'documentTitle'>): string {
  return documentTitle === null ? 'A document you can’t see' : documentTitle || 'Untitled'
}

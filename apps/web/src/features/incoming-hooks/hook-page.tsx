'use client'
import { Ban, Pencil, RefreshCw, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { MadeBy } from '@/components/made-by.tsx'
import { PageTitle } from '@/components/page-title.tsx'
import { BackLink } from '@/components/ui/back-link.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { DetailSkeleton } from '@/components/ui/list-skeleton.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { Time } from '@/components/ui/time.tsx'
import { messageOf } from '@/lib/api.ts'
import { CallLog } from './call-log.tsx'
import { HookAddress, HookSecret } from './hook-address.tsx'
import { HookDialog } from './hook-dialog.tsx'
import { describeAction, HookStatus } from './hook-status.tsx'
import { titleOf } from './hooks-page.tsx'
import { type HookDetail, useChangeHook, useDeleteHook, useHook, useSaveHook } from './use-hooks.ts'

export function HookPage({ id }: { id: string }) {
  const hook = useHook(id)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <BackLink href="/settings/incoming-hooks">All hooks</BackLink>
      <Loaded query={hook} skeleton={<DetailSkeleton />}>
        {(hook) => (
          <>
            <PageTitle title={hook.name} />
            <Facts hook={hook} />
            {hook.documentTitle !== null && <CallLog hookId={id} callable={hook.url !== null} />}
          </>
        )}
      </Loaded>
    </div>
  )
}

const questions = {
  'rotate-token': {
    title: 'Give this hook a new URL?',
    description: 'The old URL stops working at once. Programs need the new one.',
    action: 'Create new URL',
  },
  revoke: {
    title: 'Revoke this URL?',
    description: 'Calls are refused at once. The log stays, and you can create a new URL later.',
    action: 'Revoke',
  },
  delete: {
    title: 'Delete this hook?',
    description: 'Its URL stops working and its log is deleted. What it wrote stays in the document.',
    action: 'Delete',
  },
} as const

function whyWithoutRight({ owner }: HookDetail): string {
  if (!owner) return 'Whoever set it up is gone, or may no longer write in its document'
  if (!owner.gone) return `${owner.name} may no longer write in its document`
  return owner.type === 'api_key' ? `The key ${owner.name} has ended` : `${owner.name} has left the workspace`
}

function Facts({ hook }: { hook: HookDetail }) {
  const router = useRouter()
  const [editing, setEditing] = useState(false)
  const [asked, setAsked] = useState<keyof typeof questions | null>(null)
  const change = useChangeHook(hook.id)
  const remove = useDeleteHook(hook.id)
  // Any change makes the person who makes it answer for the hook.
  const takeOver = useSaveHook(hook.id)
  const mayWrite =
    hook.url !== null || hook.urlLost || (hook.status === 'revoked' && hook.documentTitle !== null)
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <h2 className="min-w-[min(14rem,100%)] flex-1 py-0.5 font-semibold text-lg tracking-tight [overflow-wrap:anywhere] sm:pointer-coarse:py-2 [&>span]:align-[2px]">
          <bdi className="mr-2">{hook.name}</bdi> <HookStatus hook={hook} />
        </h2>
        <p className="w-full text-quiet text-sm [overflow-wrap:anywhere] sm:order-last">
          {describeAction(hook)} ·{' '}
          {hook.documentTitle === null ? (
            titleOf(hook)
          ) : (
            <Link href={`/d/${hook.documentId}`} className="text-ink underline-offset-4 hover:underline">
              <bdi>{titleOf(hook)}</bdi>
            </Link>
          )}
        </p>
        <div className="flex flex-wrap gap-2 max-sm:gap-1.5 max-sm:[&_svg:first-child]:hidden">
          {mayWrite && (
            <>
              <Button variant="secondary" size="sm" onClick={() => setEditing(true)}>
                <Pencil /> Edit
              </Button>
              <Button variant="secondary" size="sm" onClick={() => setAsked('rotate-token')}>
                <RefreshCw /> New URL
              </Button>
            </>
          )}
          {hook.status === 'active' && (
            <Button variant="secondary" size="sm" onClick={() => setAsked('revoke')}>
              <Ban /> Revoke
            </Button>
          )}
          <Button variant="secondary" size="sm" onClick={() => setAsked('delete')}>
            <Trash2 /> Delete
          </Button>
        </div>
      </div>
      {hook.status === 'revoked' && (
        <p className="rounded-lg bg-warn-soft px-4 py-3 text-sm text-warn">
          Revoked: calls are refused. Create a new URL to use the hook again.
        </p>
      )}
      {hook.obstacle && (
        <p className="rounded-lg bg-bad-soft px-4 py-3 text-bad text-sm" role="alert">
          {hook.obstacle === 'document_trashed'
            ? 'Its document is in the trash. Calls are refused until it is restored.'
            : `${whyWithoutRight(hook)}, so calls are refused. ${
                mayWrite
                  ? 'They may know its URL: give it a new one, and it writes with your rights. Or take it over with its old URL.'
                  : 'An admin who may write there can take it over.'
              }`}
          {hook.obstacle === 'hook_without_right' && mayWrite && (
            <span className="mt-2.5 flex flex-wrap gap-2">
              <Button variant="secondary" size="sm" onClick={() => setAsked('rotate-token')}>
                New URL
              </Button>
              <Button
                variant="secondary"
                size="sm"
                disabled={takeOver.isPending}
                onClick={() =>
                  takeOver.mutate({ name: hook.name }, { onError: (error) => toast.error(messageOf(error)) })
                }
              >
                Take over with the old URL
              </Button>
            </span>
          )}
        </p>
      )}
      {hook.status === 'active' && hook.url === null && (
        <p className="rounded-lg bg-warn-soft px-4 py-3 text-sm text-warn">
          {hook.urlLost
            ? 'The server can no longer show this hook’s URL. Programs that know it can go on using it; otherwise create a new one.'
            : 'You can’t edit this hook’s document, so its URL is hidden. You can still revoke or delete the hook.'}
        </p>
      )}
      <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-1 rounded-xl border bg-surface p-5 text-sm max-sm:[&_dd:not(:last-child)]:mb-3 sm:grid-cols-[8rem_minmax(0,1fr)] sm:gap-y-4">
        {hook.url !== null && <HookAddress hook={{ ...hook, url: hook.url }} />}
        {hook.urlLost && hook.signed && <HookSecret hook={hook} />}
        {hook.owner && (
          <>
            <dt className="text-quiet">Answers for it</dt>
            <dd>
              <MadeBy maker={hook.owner} />
            </dd>
          </>
        )}
        <dt className="text-quiet">Limit</dt>
        <dd>{hook.rateLimit === 1 ? 'One call' : `${hook.rateLimit} calls`} per minute</dd>
        <dt className="text-quiet">Last written</dt>
        <dd>{hook.lastUsedAt ? <Time iso={hook.lastUsedAt} /> : 'Nothing yet'}</dd>
      </dl>
      <HookDialog
        open={editing}
        onOpenChange={setEditing}
        hook={hook}
        onSaved={() => toast('Changes saved.')}
      />
      {asked && (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          {...questions[asked]}
          onConfirm={() =>
            asked === 'delete'
              ? remove.mutate(undefined, { onSuccess: () => router.push('/settings/incoming-hooks') })
              : change.mutate(asked)
          }
        />
      )}
    </section>
  )
}

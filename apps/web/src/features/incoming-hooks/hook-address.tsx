'use client'
import { Eye, EyeOff, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { curlExample } from './curl-example.ts'
import { type HookDetail, useChangeHook, useSigningSecret } from './use-hooks.ts'

/** The URL of a hook, the secret if calls are signed, and a command to try it. */
export function HookAddress({ hook }: { hook: HookDetail & { url: string } }) {
  const [secret, setSecret] = useState('')
  const example = curlExample(hook, secret)
  return (
    <>
      <dt className="text-quiet sm:pt-1.5">URL</dt>
      <dd className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1">
        <code data-testid="hook-url" title={hook.url} className="truncate font-mono text-(length:--small)">
          {hook.url}
        </code>
        <CopyButton text={hook.url} label="Copy" name="Copy URL" />
        <span className="col-span-2 text-(length:--small) text-quiet">
          {hook.signed
            ? 'Programs need both the URL and the secret.'
            : 'Keep it secret: anyone who knows it can write to the document.'}
        </span>
      </dd>
      {hook.signed && <Secret id={hook.id} secret={secret} onSecret={setSecret} />}
      <dt className="text-quiet sm:pt-2">Try it</dt>
      <dd className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {/* Not every browser lets the keyboard scroll an element that cannot have the focus. */}
        <pre
          data-testid="hook-example"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
          tabIndex={0}
          className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs leading-relaxed"
        >
          {example}
        </pre>
        <div className="flex flex-wrap items-center gap-3">
          <CopyButton text={example} label="Copy command" />
          {hook.signed && !secret && (
            <span className="text-(length:--small) text-quiet">Reveal the secret to fill it in.</span>
          )}
        </div>
      </dd>
    </>
  )
}

/** For a hook whose URL can no longer be shown: programs that know the URL need only the secret. */
export function HookSecret({ hook }: { hook: HookDetail }) {
  const [secret, setSecret] = useState('')
  return <Secret id={hook.id} secret={secret} onSecret={setSecret} />
}

function Secret({ id, secret, onSecret }: { id: string; secret: string; onSecret(secret: string): void }) {
  const reveal = useSigningSecret(id)
  const change = useChangeHook(id)
  const [replacing, setReplacing] = useState(false)
  return (
    <>
      <dt className="text-quiet sm:pt-1.5">Secret</dt>
      <dd className="flex flex-wrap items-center gap-2 max-sm:[&_svg:first-child]:hidden">
        <code data-testid="hook-secret" className="break-all font-mono text-(length:--small)">
          {secret || 'whsec_••••••••'}
        </code>
        <Button
          variant="secondary"
          size="sm"
          disabled={reveal.isPending}
          onClick={() =>
            secret
              ? onSecret('')
              : reveal.mutate(undefined, { onSuccess: (answer) => onSecret(answer.secret) })
          }
        >
          {secret ? <EyeOff /> : <Eye />}
          {secret ? 'Hide' : 'Reveal secret'}
        </Button>
        {secret && <CopyButton text={secret} label="Copy" />}
        <Button variant="secondary" size="sm" onClick={() => setReplacing(true)}>
          <RefreshCw /> New secret
        </Button>
        <Confirm
          open={replacing}
          onOpenChange={setReplacing}
          title="Give this hook a new secret?"
          description="Calls signed with the old secret are refused at once. Programs need the new one."
          action="Create new secret"
          onConfirm={() => change.mutate('rotate-secret', { onSuccess: () => onSecret('') })}
        />
      </dd>
    </>
  )
}

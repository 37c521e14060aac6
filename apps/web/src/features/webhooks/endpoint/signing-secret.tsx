'use client'
import { Eye, EyeOff, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import { Moment } from '@/components/ui/time.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { useSigningSecret } from '../use-endpoints.ts'
import { RotateDialog } from './rotate-dialog.tsx'

/** The signing secret: hidden until it is asked for, and replaced by rotation. */
export function SigningSecret({ endpoint }: { endpoint: Endpoint }) {
  const [shown, setShown] = useState(false)
  const [rotating, setRotating] = useState(false)
  const { data, error, refetch } = useSigningSecret(endpoint, shown)
  const secret = shown ? data : undefined
  const { previousSecretUntil: until, signatureScheme } = endpoint
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:[&_svg:first-child]:hidden">
      <code data-testid="webhook-secret" className="break-all font-mono text-(length:--small)">
        {secret || `${signatureScheme === 'v1a' ? 'whsk' : 'whsec'}_••••••••`}
      </code>
      <Button variant="secondary" size="sm" onClick={() => setShown(!shown)}>
        {shown ? <EyeOff /> : <Eye />}
        {shown ? 'Hide' : 'Reveal secret'}
      </Button>
      {secret && <CopyButton text={secret} label="Copy" />}
      <Button variant="secondary" size="sm" onClick={() => setRotating(true)}>
        <RefreshCw /> Rotate
      </Button>
      {shown && error && <LoadFailure error={error} onRetry={() => refetch()} />}
      {until && new Date(until) > new Date() && (
        <p className="w-full text-(length:--small) text-quiet" data-testid="previous-secret">
          Requests are signed with the previous secret too, until <Moment iso={until} />.
        </p>
      )}
      <RotateDialog
        open={rotating}
        onOpenChange={setRotating}
        endpoint={endpoint}
        onRotated={() => setShown(true)}
      />
    </div>
  )
}

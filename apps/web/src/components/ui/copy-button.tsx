'use client'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import { messageOf } from '@/lib/api.ts'
import { copyText } from '@/lib/copy-text.ts'
import { Button } from './button.tsx'

interface CopyButtonProps {
  text: string
  label: string
  /** Tells it from other copy buttons: its name for screen readers and voice control, which begins with the label. */
  name?: string
  /** Whether copying is the main action here. */
  primary?: boolean
}

export function CopyButton({ text, label, name, primary }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <Button
      variant={primary ? 'primary' : 'secondary'}
      size="sm"
      aria-label={copied ? undefined : name}
      onClick={async () => {
        try {
          await copyText(text)
          setCopied(true)
        } catch (error) {
          toast.error(messageOf(error))
        }
      }}
    >
      {copied ? <Check /> : <Copy />}
      {copied ? 'Copied' : label}
    </Button>
  )
}

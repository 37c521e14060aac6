'use client'
import { Check, Copy } from 'lucide-react'
import { type ComponentProps, type ReactNode, useEffect, useState } from 'react'
import { toast } from 'sonner'
import { messageOf } from '@/lib/api.ts'
import { cn } from '@/lib/cn.ts'
import { copyText } from '@/lib/copy-text.ts'
import { fullTime, relativeTime } from '@/lib/time.ts'
import { Button } from './button.tsx'

const tones = {
  plain: 'bg-sunken text-quiet',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
}

export function Badge({
  tone = 'plain',
  className,
  ...props
}: ComponentProps<'span'> & { tone?: keyof typeof tones }) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1 rounded-full px-2 py-0.5 font-medium text-xs tabular-nums',
        tones[tone],
        className,
      )}
      {...props}
    />
  )
}

/** The initials of a name on the colour that belongs to the person. */
interface AvatarProps {
  name: string
  /** Whose colour it is: the person's id, so that it is the same everywhere and for namesakes another. */
  id: string | null
  className?: string
}

export function Avatar({ name, id, className }: AvatarProps) {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part[0]?.toUpperCase())
    .join('')
  return (
    <span
      aria-hidden
      title={name}
      style={{ background: personColor(id ?? name) }}
      className={cn(
        'inline-grid size-7 shrink-0 place-items-center rounded-full font-semibold text-[11px] text-white',
        className,
      )}
    >
      {initials || '?'}
    </span>
  )
}

/** Colours that carry white text in both themes, told apart by most eyes. */
const colors = [
  '#3b5bbf',
  '#a83a5b',
  '#2f7d5b',
  '#8a5a1f',
  '#7144b0',
  '#1f7a8c',
  '#b0472f',
  '#4d6a1f',
  '#8c3f8c',
  '#456080',
]

export function personColor(key: string): string {
  let sum = 0
  for (const letter of key) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return colors[sum % colors.length] ?? '#3b5bbf'
}

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('animate-pulse rounded-md bg-line/60', className)} />
}

export function Empty({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 rounded-xl border border-dashed px-6 py-14 text-center">
      <div className="mb-1 text-faint [&_svg]:size-8 [&_svg]:stroke-[1.4]">{icon}</div>
      <h2 className="font-medium">{title}</h2>
      <div className="grid max-w-md justify-items-center gap-4 text-quiet text-sm leading-relaxed">
        {children}
      </div>
    </div>
  )
}

export function Failure({ message, onRetry }: { message: string; onRetry?: () => void }) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-3 rounded-lg bg-bad-soft px-4 py-3 text-bad text-sm"
    >
      <p className="flex-1">{message}</p>
      {onRetry && (
        <Button variant="secondary" size="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}

interface CopyButtonProps {
  text: string
  label: string
  /** Which one it is, where there are several: its name for screen readers and voice, which begins with the label. */
  name?: string
  /** Where to copy is what one is here for. */
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

export function Time({ iso }: { iso: string }) {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 30_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={iso} title={fullTime(iso)} suppressHydrationWarning>
      {relativeTime(iso)}
    </time>
  )
}

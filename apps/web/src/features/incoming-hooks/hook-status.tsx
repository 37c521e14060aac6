import { Badge } from '@/components/ui/badge.tsx'
import type { Call } from './calls-query.ts'
import { healthOf } from './hook-health.ts'
import type { Hook, HookAction } from './use-hooks.ts'

const health = {
  revoked: { tone: 'plain', name: 'Revoked' },
  blocked: { tone: 'bad', name: 'Blocked' },
  failing: { tone: 'bad', name: 'Failing' },
  last_refused: { tone: 'warn', name: 'Last call refused' },
  active: { tone: 'good', name: 'Active' },
} as const

export const healthNames = Object.fromEntries(Object.entries(health).map(([key, { name }]) => [key, name]))

export function HookStatus({ hook }: { hook: Hook }) {
  const { tone, name } = health[healthOf(hook)]
  return <Badge tone={tone}>{name}</Badge>
}

const calls = {
  written: { tone: 'good', name: 'Written' },
  refused: { tone: 'bad', name: 'Refused' },
  repeated: { tone: 'plain', name: 'Repeat' },
} as const

export function CallStatus({ call }: { call: Call }) {
  const { tone, name } = calls[call.status]
  return <Badge tone={tone}>{name}</Badge>
}

const actionNames: Record<HookAction, string> = {
  append: 'Adds at the end',
  prepend: 'Adds at the beginning',
  comment: 'Comments',
  set_block: 'Keeps a section up to date',
}

/** What a call does, as a sentence. */
export function describeAction({ action, block }: Pick<Hook, 'action' | 'block'>): string {
  return action === 'set_block' && block ? `Replaces the section “${block}”` : actionNames[action]
}

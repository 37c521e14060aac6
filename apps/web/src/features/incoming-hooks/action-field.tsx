'use client'
import { useQuery } from '@tanstack/react-query'
import { type Ref, useId } from 'react'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { api } from '@/lib/api.ts'
import type { HookAction } from './use-hooks.ts'

const actions: [HookAction, string, string][] = [
  ['append', 'Add at the end', 'For a log: the newest entry comes last.'],
  ['prepend', 'Add at the beginning', 'For news: the newest entry comes first.'],
  ['set_block', 'Keep a section up to date', 'Each call replaces the text under a heading.'],
  ['comment', 'Comment', 'Starts a thread and leaves the text alone.'],
]

interface ActionFieldProps {
  value: HookAction
  onChange(action: HookAction): void
}

/** What a call does to the document. */
export function ActionField({ value, onChange }: ActionFieldProps) {
  const name = useId()
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="pb-1.5 font-medium text-(length:--small)">What a call does</legend>
      {actions.map(([action, title, hint]) => (
        <label
          key={action}
          className="flex cursor-pointer items-start gap-2.5 rounded-lg border px-3 py-2.5 text-sm has-checked:border-accent has-checked:bg-accent-soft/60"
        >
          <input
            type="radio"
            name={name}
            className="radio mt-0.5 size-4 shrink-0"
            checked={value === action}
            onChange={() => onChange(action)}
          />
          <span className="grid gap-0.5">
            <span className="font-medium">{title}</span>
            <span className="text-(length:--small) text-quiet">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

interface BlockFieldProps {
  ref: Ref<HTMLInputElement>
  value: string
  onChange(block: string): void
  error: string | undefined
  documentId: string | undefined
}

/** The heading whose section a call replaces; suggests those of the document. */
export function BlockField({ ref, value, onChange, error, documentId }: BlockFieldProps) {
  const listId = useId()
  const headings = useHeadings(documentId)
  return (
    <Field
      label="Heading of the section"
      error={error}
      hint="Replaces everything under this heading, up to the next heading of the same level. If the heading is missing, it is added at the end."
    >
      {(control) => (
        <>
          <Input
            {...control}
            ref={ref}
            list={listId}
            placeholder="Status"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={listId}>
            {headings.map((heading) => (
              <option key={heading} value={heading} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}

interface Node {
  type?: string
  text?: string
  content?: Node[]
}

function useHeadings(documentId: string | undefined): string[] {
  const content = useQuery({
    queryKey: ['documents', documentId, 'headings'],
    queryFn: () => api<Node>('GET', `/documents/${documentId}/content?format=json`),
    enabled: documentId !== undefined,
  })
  const headings = content.data?.content?.filter(({ type }) => type === 'heading') ?? []
  return [...new Set(headings.map(textOf).filter(Boolean))]
}

function textOf({ text = '', content = [] }: Node): string {
  return text + content.map(textOf).join('')
}

'use client'
import { useId, useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { Confirm } from '@/components/ui/dialog.tsx'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import { OPEN_FORMATS } from '../open-formats.ts'
import { usePresets } from '../use-catalogue.ts'
import { applyTarget, type Target } from './apply-target.ts'
import type { Values } from './form-values.ts'

/** The preset that leaves the form as it is at first. */
const PLAIN = 'plain'

/** Chooses the system that gets the events, and fills in what is known about it. */
export function TargetPicker() {
  const form = useFormContext<Values>()
  const presets = usePresets()
  const [asked, setAsked] = useState<Target | null>(null)
  const [preset, format] = form.watch(['preset', 'format'])
  if (presets.isError)
    return (
      <LoadFailure
        error={presets.error}
        onRetry={() => presets.refetch()}
        what="The systems to send to could not be loaded."
      />
    )
  // As high as what comes, so that nothing below it moves.
  if (presets.isPending) return <Skeleton className="h-92 sm:h-54" />
  const all = presets.data.items
  const before = all.find(({ name }) => name === preset)
  // A chat may also have been chosen by its format alone, further down in the form.
  const chosen = preset ?? (OPEN_FORMATS.has(format) ? PLAIN : format)
  const targets = all.map((one): Target => ({ ...one, preset: one.name === PLAIN ? null : one }))
  const choose = (target: Target) => {
    const { usesCode, transformation } = form.getValues()
    const written = usesCode && transformation.trim() !== (before?.transformation ?? '').trim()
    if (written && transformation.trim()) setAsked(target)
    else applyTarget(form, before, target)
  }
  const groups: [string, Target[]][] = [
    ['Your own', targets.filter(({ name }) => name === PLAIN)],
    ['Chat', targets.filter(({ format }) => !OPEN_FORMATS.has(format))],
    ['Automation and CRM', targets.filter(({ name, format }) => name !== PLAIN && OPEN_FORMATS.has(format))],
  ]
  const description = targets.find(({ name }) => name === chosen)?.description
  return (
    <fieldset className="grid gap-3">
      <legend className="pb-2 font-medium text-(length:--small)">Send to</legend>
      {groups.map(([title, targets]) => (
        <Group key={title} title={title} targets={targets} chosen={chosen} onChoose={choose} />
      ))}
      <p className="min-h-5 text-(length:--small) text-quiet">{description}</p>
      <Confirm
        open={asked !== null}
        onOpenChange={() => setAsked(null)}
        title="Replace your function?"
        description="The code you wrote under Format will be lost."
        action="Replace"
        onConfirm={() => asked && applyTarget(form, before, asked)}
      />
    </fieldset>
  )
}

interface GroupProps {
  title: string
  targets: Target[]
  chosen: string
  onChoose(target: Target): void
}

function Group({ title, targets, chosen, onChoose }: GroupProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5 sm:grid-cols-[9rem_minmax(0,1fr)] sm:items-baseline">
      <span id={id} className="text-(length:--small) text-quiet">
        {title}
      </span>
      <fieldset aria-labelledby={id} className="flex flex-wrap gap-1.5">
        {targets.map((target) => (
          <label
            key={target.name}
            className="relative rounded-md border px-2.5 py-1 pointer-coarse:py-2.5 text-(length:--small) hover:bg-tint has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="target"
              className="absolute inset-0 cursor-pointer opacity-0"
              checked={chosen === target.name}
              onChange={() => onChoose(target)}
            />
            {target.title}
          </label>
        ))}
      </fieldset>
    </div>
  )
}

import type { ReactNode } from 'react'
import { Checkbox } from '@/components/ui/input.tsx'
import { cn } from '@/lib/cn.ts'

interface ToggleProps {
  id: string
  title: string
  hint: ReactNode
  checked: boolean
  onChange(checked: boolean): void
}

/** A check box with a sentence that explains it. */
export function Toggle({ id, title, hint, checked, onChange }: ToggleProps) {
  return (
    <div className="flex items-start gap-2.5 text-sm">
      <Checkbox
        id={id}
        className="mt-0.5"
        aria-describedby={`${id}-hint`}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div className="grid gap-0.5">
        <label htmlFor={id} className="font-medium">
          {title}
        </label>
        <p id={`${id}-hint`} className="text-(length:--small) text-quiet">
          {hint}
        </p>
      </div>
    </div>
  )
}

interface SegmentsProps<Name extends string> {
  label: string
  value: Name
  options: readonly (readonly [Name, string])[]
  onChange(value: Name): void
}

/** A choice of one among a few, side by side. */
export function Segments<Name extends string>({ label, value, options, onChange }: SegmentsProps<Name>) {
  return (
    <fieldset className="inline-flex justify-self-start rounded-md border bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map(([name, title]) => (
        <label
          key={name}
          className={cn(
            'relative rounded px-3 py-1 pointer-coarse:py-2.5 text-(length:--small) text-quiet has-focus-visible:outline-2 has-focus-visible:outline-accent',
            name === value && 'bg-surface font-medium text-ink shadow-xs',
          )}
        >
          <input
            type="radio"
            name={label}
            className="absolute inset-0 cursor-pointer opacity-0"
            checked={name === value}
            onChange={() => onChange(name)}
          />
          {title}
        </label>
      ))}
    </fieldset>
  )
}

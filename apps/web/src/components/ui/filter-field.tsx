import { Search } from 'lucide-react'
import { Input } from './input.tsx'

interface FilterFieldProps {
  label: string
  value: string
  onChange(value: string): void
}

/** Above a list: what one types narrows it down. */
export function FilterField({ label, value, onChange }: FilterFieldProps) {
  return (
    <div className="relative">
      <Search aria-hidden className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-faint" />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        className="h-10 pl-9"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}

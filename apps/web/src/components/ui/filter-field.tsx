import { Search, X } from 'lucide-react'
import { useRef } from 'react'
import { Button } from './button.tsx'
import { Input } from './input.tsx'

interface FilterFieldProps {
  label: string
  value: string
  onChange(value: string): void
}

/** A field above a list that filters it. */
export function FilterField({ label, value, onChange }: FilterFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <div className="relative">
      <Search aria-hidden className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-faint" />
      <Input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={label}
        className="h-10 pr-11 pl-9 [&::-webkit-search-cancel-button]:hidden"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {value && (
        <Button
          variant="ghost"
          size="iconSm"
          aria-label="Clear the search"
          className="absolute inset-y-0 right-1.5 my-auto pointer-coarse:right-0"
          onClick={() => {
            onChange('')
            field.current?.focus()
          }}
        >
          <X />
        </Button>
      )}
    </div>
  )
}

import { type ReactNode, useEffect, useRef } from 'react'

/** Takes the place of a form that was sent, and the focus, which was on a button that is gone. */
export function Done({ title, children }: { title: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-lg border bg-surface px-5 py-4 text-quiet text-sm leading-relaxed">
      <h2
        ref={heading}
        tabIndex={-1}
        className="font-semibold text-base text-ink tracking-tight outline-none"
      >
        {title}
      </h2>
      {children}
    </div>
  )
}

import type { ReactNode } from 'react'

/** The product as a picture: a document that two people write in, and the systems that are told about it. */
export function AccountPicture() {
  return (
    <div className="grid w-full max-w-lg select-none gap-5">
      <div className="grid gap-4 rounded-2xl border bg-surface px-10 py-9 shadow-sm">
        <p className="font-semibold font-serif text-2xl tracking-tight">Launch plan</p>
        <p className="text-quiet leading-relaxed">
          The doors open on <span className="rounded-sm bg-(--mark) px-0.5 text-ink">Thursday at nine</span>.
          <Caret name="Jonas" className="bg-[#2f7d5b]" />
        </p>
        <ul className="grid gap-2 text-quiet">
          <Task done>Book the hall</Task>
          <Task>
            Write to the press
            <Caret name="Ada" className="bg-[#3b5bbf]" />
          </Task>
        </ul>
      </div>
      <div className="ml-12 divide-y rounded-xl border bg-surface text-(length:--small) shadow-sm">
        <Told type="document.saved" to="CRM" />
        <Told type="comment.created" to="#launch" />
        <Told type="task.completed" to="Ledger" />
      </div>
    </div>
  )
}

function Caret({ name, className }: { name: string; className: string }) {
  return (
    <span className={`relative ml-px inline-block h-[1.15em] w-0.5 align-text-bottom ${className}`}>
      <span
        className={`-top-4 absolute left-0 rounded-sm rounded-bl-none px-1.5 py-px font-medium text-(length:--tiny) text-white leading-snug ${className}`}
      >
        {name}
      </span>
    </span>
  )
}

function Task({ done, children }: { done?: boolean; children: ReactNode }) {
  return (
    <li className="flex items-center gap-2.5">
      <span
        className={`grid size-4 place-items-center rounded border font-bold text-(length:--least) text-accent-ink ${done ? 'border-accent bg-accent' : 'border-faint'}`}
      >
        {done && '✓'}
      </span>
      <span className={done ? 'text-faint line-through' : ''}>{children}</span>
    </li>
  )
}

function Told({ type, to }: { type: string; to: string }) {
  return (
    <div className="flex items-center gap-3 px-4 py-2.5">
      <span className="font-mono">{type}</span>
      <span className="text-faint">→</span>
      <span className="flex-1 text-quiet">{to}</span>
      <span className="rounded-full bg-good-soft px-2 py-0.5 font-medium text-good text-xs">200</span>
    </div>
  )
}

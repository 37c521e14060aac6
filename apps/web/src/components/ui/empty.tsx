import type { ReactNode } from 'react'

export function Empty({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 rounded-xl border border-dashed px-6 py-14 text-center">
      <div className="mb-1 text-faint [&_svg]:size-8 [&_svg]:stroke-[1.4]">{icon}</div>
      <h2 className="font-medium">{title}</h2>
      <div className="grid max-w-md justify-items-center gap-4 text-quiet text-sm leading-relaxed [&_p]:text-balance">
        {children}
      </div>
    </div>
  )
}

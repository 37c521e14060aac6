import { CopyButton } from './copy-button.tsx'

/** Text of machines with its name and a button that copies it. */
export function Code({ title, text }: { title: string; text: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <div className="flex items-center justify-between">
        <h4 className="font-medium text-[13px] text-quiet">{title}</h4>
        <CopyButton text={text} label="Copy" />
      </div>
      <pre className="max-h-80 overflow-auto whitespace-pre-wrap rounded-md bg-sunken p-3 font-mono text-xs leading-relaxed [overflow-wrap:anywhere]">
        {text}
      </pre>
    </div>
  )
}

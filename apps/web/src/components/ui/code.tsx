import { CopyButton } from './copy-button.tsx'

interface CodeProps {
  title: string
  text: string
  /** Shown if the text is empty. It cannot be copied like the text. */
  empty?: string
}

/** Machine-readable text with a title and a button that copies it. */
export function Code({ title, text, empty = 'Empty' }: CodeProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <div className="flex items-center justify-between">
        <p className="font-medium text-(length:--small) text-quiet">{title}</p>
        {text && <CopyButton text={text} label="Copy" name={`Copy ${title.toLowerCase()}`} />}
      </div>
      {text ? (
        // Not every browser lets the keyboard scroll an element that cannot have the focus.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
        <section aria-label={title} tabIndex={0} className="max-h-[60dvh] overflow-auto rounded-md bg-sunken">
          <pre className="whitespace-pre-wrap p-3 font-mono text-xs leading-relaxed [overflow-wrap:anywhere]">
            {text}
          </pre>
        </section>
      ) : (
        <p className="text-(length:--small) text-quiet">{empty}</p>
      )}
    </div>
  )
}

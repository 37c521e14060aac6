'use client'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { Field } from '@/components/ui/field.tsx'
import { FoldMark } from '@/components/ui/fold-mark.tsx'
import { Textarea } from '@/components/ui/input.tsx'

const SAMPLE = `{
  "build": {
    "name": "web 1.4.2",
    "status": "passed",
    "url": "https://ci.example.com/builds/118"
  }
}`
const EXAMPLE = '**{{build.name}}** {{build.status | default: "is running"}} · [details]({{build.url}})'

interface TemplateFieldProps {
  value: string
  onChange(template: string): void
  error: string | undefined
}

/** The template that turns JSON into Markdown, with a live preview for a sample. */
export function TemplateField({ value, onChange, error }: TemplateFieldProps) {
  const [sample, setSample] = useState(SAMPLE)
  const [open, setOpen] = useState(value !== '')
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="group/fold rounded-lg border"
    >
      <summary className="flex cursor-pointer list-none items-center gap-2.5 rounded-lg px-4 py-2.5 font-medium text-sm pointer-coarse:min-h-11">
        <FoldMark />
        <span>
          Template for JSON <span className="font-normal text-quiet">(optional)</span>
        </span>
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 border-t px-4 py-4">
        <p className="text-(length:--small) text-quiet leading-relaxed">
          Without a template, <code>text</code>, <code>markdown</code> and Slack messages are written as they
          are, and other JSON as a code block. With one, all JSON goes through it: write Markdown in which{' '}
          <code>{'{{path.to.value}}'}</code> stands for a value.
        </p>
        <Field label="Template" error={error}>
          {(control) => (
            <Textarea
              {...control}
              rows={4}
              placeholder={EXAMPLE}
              className="font-mono text-(length:--small)"
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </Field>
        <Field label="Sample JSON" hint="Only for the preview. Paste what your program sends.">
          {(control) => (
            <Textarea
              {...control}
              rows={7}
              className="font-mono text-(length:--small)"
              value={sample}
              onChange={(event) => setSample(event.target.value)}
            />
          )}
        </Field>
        <Preview template={value || EXAMPLE} sample={sample} isExample={value === ''} />
      </div>
    </details>
  )
}

function Preview({ template, sample, isExample }: { template: string; sample: string; isExample: boolean }) {
  const input = useDeferredValue(`${template}\n${sample}`)
  const preview = useQuery({
    queryKey: ['template-preview', input],
    queryFn: () => render(template, sample),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const { html = '', problem = '' } = preview.data ?? {}
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <h4 className="font-medium text-(length:--small)">{isExample ? 'Output of the example' : 'Output'}</h4>
      {problem ? (
        <p role="status" className="rounded-md bg-warn-soft px-3 py-2 text-(length:--small) text-warn">
          {problem}
        </p>
      ) : (
        <div
          data-testid="template-preview"
          className="document-text min-h-0! overflow-x-auto rounded-md bg-sunken px-4! py-3! text-sm!"
          // Rendered from our schema, which holds only text and links that were checked.
          // biome-ignore lint/security/noDangerouslySetInnerHtml: as above
          dangerouslySetInnerHTML={{ __html: html }}
        />
      )}
    </div>
  )
}

/** Runs the same code as the server. It is loaded when needed, since the editor is large. */
async function render(template: string, sample: string): Promise<{ html?: string; problem?: string }> {
  let data: unknown
  try {
    data = JSON.parse(sample)
  } catch {
    return { problem: 'The sample is not valid JSON.' }
  }
  const { fillTemplate, jsonToHtml, markdownToJson } = await import('@quillwire/editor')
  try {
    return { html: jsonToHtml(markdownToJson(fillTemplate(template, data))) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

'use client'
import { useQuery } from '@tanstack/react-query'
import { FoldMark } from '@/components/ui/fold-mark.tsx'
import type { WebhookPreset } from '@/lib/api-types.ts'

/** How to set up the vendor's side. */
export function PresetHelp({ preset, open }: { preset: WebhookPreset; open: boolean }) {
  const html = useQuery({
    queryKey: ['preset-help', preset.name],
    queryFn: () => render(preset.help),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <details open={open} className="group/fold rounded-lg border bg-paper">
      <summary className="flex cursor-pointer list-none items-center gap-2.5 rounded-lg px-4 py-2.5 font-medium text-sm pointer-coarse:min-h-11">
        <FoldMark />
        How to set it up: {preset.title}
      </summary>
      <div
        className="document-text min-h-24! border-t px-4! py-3! text-sm! [&_pre]:overflow-x-auto [&_pre]:rounded-md [&_pre]:bg-sunken [&_pre]:p-3 [&_pre]:text-xs"
        // Rendered from our schema, which holds only text and links that were checked.
        // biome-ignore lint/security/noDangerouslySetInnerHtml: as above
        dangerouslySetInnerHTML={{ __html: html.data ?? '' }}
      />
    </details>
  )
}

/** Loads the editor's code only when it is needed, since it is large. */
async function render(markdown: string): Promise<string> {
  const { jsonToHtml, markdownToJson } = await import('@quillwire/editor')
  return jsonToHtml(markdownToJson(markdown))
}

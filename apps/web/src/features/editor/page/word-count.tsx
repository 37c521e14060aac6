'use client'
import { countWords } from '@quillwire/editor'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { cn } from '@/lib/cn.ts'
import { countText } from './count-text.ts'

interface WordCountProps {
  editor: Editor
  /** Whether it stands in the corner of the text, because that of the window is taken. */
  aside: boolean
}

/** How long the text is, or how much of it is selected. */
export function WordCount({ editor, aside }: WordCountProps) {
  const counts = useEditorState({
    editor,
    selector: ({ editor: current }) => {
      // Several cells of a table may be selected, each as a range of its own.
      const { doc, selection } = current.state
      const selected = selection.ranges.map(({ $from, $to }) => doc.textBetween($from.pos, $to.pos, ' '))
      return {
        ...countText(doc),
        selected: countWords(selected.join(' ')),
      }
    },
  })
  const plural = (count: number, word: string) =>
    `${count.toLocaleString('en')} ${count === 1 ? word : `${word}s`}`
  return (
    <p
      data-testid="word-count"
      title={plural(counts.characters, 'character')}
      className={cn(
        'fixed right-4 bottom-3 w-fit rounded-full border bg-paper/90 px-3 py-1 text-quiet text-xs tabular-nums backdrop-blur max-sm:hidden print:hidden',
        aside && 'max-lg:hidden lg:sticky lg:ml-auto',
      )}
    >
      {counts.selected > 0
        ? `${counts.selected} of ${plural(counts.words, 'word')}`
        : plural(counts.words, 'word')}
    </p>
  )
}

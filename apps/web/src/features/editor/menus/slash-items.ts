import type { Editor, Range } from '@tiptap/core'
import type { EditorState } from '@tiptap/pm/state'
import {
  Code2,
  Heading1,
  Heading2,
  Heading3,
  ImagePlus,
  List,
  ListOrdered,
  ListTodo,
  type LucideIcon,
  Minus,
  Pilcrow,
  Quote,
  Table,
} from 'lucide-react'
import { tableAround } from './table-facts.ts'

export interface SlashItem {
  title: string
  hint: string
  icon: LucideIcon
  /** Other words by which people look for it. */
  words: string
  /** Whether the block can stand there. Without this it can stand everywhere. */
  fits?(state: EditorState): boolean
  run(editor: Editor, range: Range): void
}

const on = (editor: Editor, range: Range) => editor.chain().focus().deleteRange(range)

export const slashItems: SlashItem[] = [
  {
    title: 'Text',
    hint: 'A plain paragraph',
    icon: Pilcrow,
    words: 'paragraph plain',
    run: (e, r) => on(e, r).setParagraph().run(),
  },
  {
    title: 'Heading 1',
    hint: '# and a space',
    icon: Heading1,
    words: 'title h1',
    run: (e, r) => on(e, r).setHeading({ level: 1 }).run(),
  },
  {
    title: 'Heading 2',
    hint: '## and a space',
    icon: Heading2,
    words: 'h2',
    run: (e, r) => on(e, r).setHeading({ level: 2 }).run(),
  },
  {
    title: 'Heading 3',
    hint: '### and a space',
    icon: Heading3,
    words: 'h3',
    run: (e, r) => on(e, r).setHeading({ level: 3 }).run(),
  },
  {
    title: 'Bullet list',
    hint: '- and a space',
    icon: List,
    words: 'unordered ul',
    run: (e, r) => on(e, r).toggleBulletList().run(),
  },
  {
    title: 'Numbered list',
    hint: '1. and a space',
    icon: ListOrdered,
    words: 'ordered ol',
    run: (e, r) => on(e, r).toggleOrderedList().run(),
  },
  {
    title: 'Task list',
    hint: '[ ] and a space',
    icon: ListTodo,
    words: 'todo check box',
    run: (e, r) => on(e, r).toggleTaskList().run(),
  },
  {
    title: 'Quote',
    hint: '> and a space',
    icon: Quote,
    words: 'blockquote',
    run: (e, r) => on(e, r).toggleBlockquote().run(),
  },
  {
    title: 'Code block',
    hint: '``` and Enter',
    icon: Code2,
    words: 'pre program',
    run: (e, r) => on(e, r).toggleCodeBlock().run(),
  },
  {
    title: 'Table',
    hint: 'Three by three',
    icon: Table,
    words: 'grid rows columns',
    // A table in a cell cannot be read on a phone, nor be written as Markdown.
    fits: (state) => tableAround(state) === null,
    run: (e, r) => on(e, r).insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
  },
  {
    title: 'Image',
    hint: 'Upload, or drag one in',
    icon: ImagePlus,
    words: 'picture photo',
    run: (e, r) => on(e, r).chooseImages().run(),
  },
  {
    title: 'Divider',
    hint: '--- at the start of a line',
    icon: Minus,
    words: 'horizontal rule line hr',
    run: (e, r) => on(e, r).setHorizontalRule().run(),
  },
]

export function matchingItems(query: string, state: EditorState): SlashItem[] {
  const wanted = query.toLowerCase()
  return slashItems.filter(
    ({ title, words, fits }) => `${title} ${words}`.toLowerCase().includes(wanted) && (fits?.(state) ?? true),
  )
}

'use client'
import type { markdownToJson } from '@quillwire/editor'
import { Extension } from '@tiptap/core'
import { Fragment, type ResolvedPos, Slice } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { textOfSlice } from './copied-text.ts'
import { looksLikeMarkdown } from './pasted-markdown.ts'

/**
 * Text in the clipboard that has no HTML beside it. What is copied is text that people can read. Pasted Markdown
 * becomes the blocks that it stands for, unless it is pasted as plain text.
 */
export const ClipboardText = Extension.create({
  name: 'clipboardText',
  // Before Tiptap's own.
  priority: 1000,

  addProseMirrorPlugins() {
    const { schema } = this.editor
    // Loaded once the text stands, as only pasting needs it. Until then Markdown stays the text that it is.
    let read: typeof markdownToJson | null = null
    const markdownSlice = (text: string) => {
      if (!read) return null
      try {
        return new Slice(schema.nodeFromJSON(read(text, { keepsLineBreaks: true })).content, 0, 0)
      } catch {
        // The Markdown is longer, or nested deeper, than we read.
        return null
      }
    }
    return [
      new Plugin({
        view() {
          import('@quillwire/editor/markdown').then(
            (markdown) => {
              read = markdown.markdownToJson
            },
            () => {},
          )
          return {}
        },
        props: {
          clipboardTextSerializer: textOfSlice,
          clipboardTextParser(text, $context, plain) {
            const isMarkdown = !plain && looksLikeMarkdown(text, $context.parent.content.size === 0)
            return (isMarkdown && markdownSlice(text)) || lines(text, $context)
          },
        },
      }),
    ]
  },
})

/** A paragraph for each line, with the marks of where it goes. */
function lines(text: string, $context: ResolvedPos): Slice {
  const { schema } = $context.doc.type
  const paragraphs = text
    .split(/[\r\n]+/)
    .flatMap(
      (line) => schema.nodes.paragraph?.create(null, line ? schema.text(line, $context.marks()) : null) ?? [],
    )
  return new Slice(Fragment.from(paragraphs), 0, 0)
}

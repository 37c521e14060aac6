'use client'
import { isUnspaced } from '@quillwire/editor'
import { Extension, type InputRuleMatch, markInputRule } from '@tiptap/core'

const signs = {
  bold: /\*\*(?!\s)([^*]+)(?<!\s)\*\*$/,
  italic: /(?<!\*)\*(?!\s)([^*]+)(?<!\s)\*$/,
  strike: /~~(?!\s)([^~]+)(?<!\s)~~$/,
} as const

/**
 * Makes `**words**` bold as its last star is typed, and so on, behind letters of languages that put no blanks between
 * words. The editor's own rules require a blank before the sign, except for code.
 */
export const TypedEmphasis = Extension.create({
  name: 'typedEmphasis',

  addInputRules() {
    const { marks } = this.editor.schema
    return typedMarks.flatMap((name) => {
      const type = marks[name]
      return type ? [markInputRule({ type, find: (text) => typedMark(name, text) })] : []
    })
  },
})

const typedMarks = ['bold', 'italic', 'strike'] as const

/** The part of the text before the caret that is to be marked, with the signs around it. */
export function typedMark(name: (typeof typedMarks)[number], text: string): InputRuleMatch | null {
  const match = signs[name].exec(text)
  const before = /.$/su.exec(text.slice(0, match?.index ?? 0))?.[0]
  if (!match?.[1] || !before || !isUnspaced(before)) return null
  return { index: match.index, text: match[0], replaceWith: match[1] }
}

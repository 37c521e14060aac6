'use client'
import { isSafeLink } from '@quillwire/editor'
import { Extension, InputRule } from '@tiptap/core'

/** Makes a link of `[words](address)` as its last bracket is typed. */
export const TypedLinks = Extension.create({
  name: 'typedLinks',

  addInputRules() {
    return [
      new InputRule({
        // Not after "!", which begins an image.
        find: /(?<!!)\[([^[\]]+)\]\((\S+)\)$/,
        handler({ state, range, match: [, words, address] }) {
          const { link } = state.schema.marks
          const href = wholeAddress(address ?? '')
          if (!link || !words || !href) return null
          const marks = state.doc.resolve(range.from).marks()
          const text = state.schema.text(words, link.create({ href }).addToSet(marks))
          state.tr.replaceWith(range.from, range.to, text).removeStoredMark(link)
        },
      }),
    ]
  },
})

/** The full address for a link: without a scheme it is taken for a site. Null where a link may not lead there. */
export function wholeAddress(typed: string): string | null {
  const address = typed.trim()
  if (!address) return null
  const whole = /^([a-z][a-z0-9+.-]*:|\/|#)/i.test(address) ? address : `https://${address}`
  return isSafeLink(whole) ? whole : null
}

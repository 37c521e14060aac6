const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The first letters of a name's first two words, as people see letters: an emoji may consist of ten code points. */
export function initialsOf(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => graphemes.segment(word).containing(0)?.segment.toUpperCase() ?? '')
    .join('')
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The first letters of the first two words of a name, whole ones as people see them: an emoji may be of ten parts. */
export function initialsOf(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => graphemes.segment(word).containing(0)?.segment.toUpperCase() ?? '')
    .join('')
}

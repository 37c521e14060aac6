const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const ELLIPSIS = '…'
const asItIs = (text: string) => text

/**
 * The text as `write` writes it (escaped, marked up), in at most `limit` characters. What is too long ends in an
 * ellipsis; it is cut before it is written, between two characters as people see them, so that no escape and no
 * emoji is torn. Characters are counted in UTF-16 units, of which there are never fewer than code points.
 */
export function fit(text: string, limit: number, write: (text: string) => string = asItIs): string {
  if (text.length <= limit) {
    const whole = write(text)
    if (whole.length <= limit) return whole
  }
  const ends = Array.from(graphemes.segment(text.slice(0, limit)), ({ index }) => index)
  let best = ''
  let [low, high] = [0, ends.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const cut = write(text.slice(0, ends[middle]).trimEnd() + ELLIPSIS)
    if (cut.length > limit) high = middle - 1
    else {
      best = cut
      low = middle + 1
    }
  }
  return best
}

/** As many of the lines as fit into `limit` characters; where there are more, the last one says how many. */
export function linesWithin(lines: readonly string[], alreadyHidden: number, limit: number): string[] {
  for (let shown = lines.length; shown >= 0; shown--) {
    const hidden = alreadyHidden + lines.length - shown
    const kept = [...lines.slice(0, shown), ...moreLine(hidden)]
    if (kept.join('\n').length <= limit) return kept
  }
  return []
}

/** `and 3 more changes`, or nothing where there are none. */
function moreLine(hidden: number): string[] {
  if (hidden === 0) return []
  return [`and ${hidden} more ${hidden === 1 ? 'change' : 'changes'}`]
}

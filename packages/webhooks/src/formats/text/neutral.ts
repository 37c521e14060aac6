/**
 * Keeps text of documents from being taken for markup where a vendor has no escape for it. A zero-width space breaks
 * what must not work. Marks of emphasis become letters that look like them, but only where a pair would have had an
 * effect: copied from the chat, `snake_case` and `~/notes` are still what they were.
 */

export const ZERO_WIDTH_SPACE = '\u200b'

const LOOK_ALIKES: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' }
const MARK_AT_A_WORD_EDGE = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu
/** Addresses stay as they are, so that they can still be followed. Nothing in them can be taken for markup. */
const WEB_ADDRESS = /(https?:\/\/[\w.~:/?#&=%+,;!$-]*[\w/#&=%+~$-])/i

/** `@all` and the like mention nobody; the `@` of an e-mail address stays. */
export function neutralMentions(text: string): string {
  return text.replace(
    /(?<![A-Za-z0-9])@(?=\S)|@(?=everyone|here|all|channel)/gi,
    (at) => at + ZERO_WIDTH_SPACE,
  )
}

/** `*`, `_`, `~` and backquotes that come in pairs emphasise nothing. */
export function neutralMarks(text: string): string {
  return outsideAddresses(text, (part) => {
    const counts = new Map<string, number>()
    for (const [mark] of part.matchAll(MARK_AT_A_WORD_EDGE)) counts.set(mark, (counts.get(mark) ?? 0) + 1)
    return part.replace(MARK_AT_A_WORD_EDGE, (mark) =>
      (counts.get(mark) ?? 0) > 1 ? (LOOK_ALIKES[mark] ?? mark) : mark,
    )
  })
}

/**
 * Removes the effect of mentions, emphasis, `<token>`, `[link](…)`, headings and lists, whichever of them the receiver
 * knows.
 */
export function neutral(text: string): string {
  return neutralLineStarts(neutralMarks(neutralMentions(text)))
    .replace(/<(?=\S)/g, `<${ZERO_WIDTH_SPACE}`)
    .replace(/\](?=[([])/g, `]${ZERO_WIDTH_SPACE}`)
}

/** Keeps lines from beginning a list, heading, quotation or rule. */
export function neutralLineStarts(text: string): string {
  return text.replace(/^(?=>|(#{1,6}|-#|[-+=*_]+|\d+[.)])(\s|$))/gm, ZERO_WIDTH_SPACE)
}

/**
 * Writes the text between web addresses by `write`, and the addresses by `writeAddress`, which by default leaves them.
 */
export function outsideAddresses(
  text: string,
  write: (text: string) => string,
  writeAddress = (address: string) => address,
): string {
  return text
    .split(WEB_ADDRESS)
    .map((part, index) => (index % 2 === 0 ? write(part) : writeAddress(part)))
    .join('')
}

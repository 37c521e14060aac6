/**
 * Emphasis in Chinese, Japanese and Korean. In CommonMark, stars after punctuation close emphasis only before a blank
 * or more punctuation. These languages put neither there: `**注意：**这是` would keep its stars. Here their letters count as
 * such neighbours, and their punctuation as letters. All other text follows CommonMark.
 */
import type MarkdownIt from 'markdown-it'

const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]/u

/** Whether the text has letters for which this rule may differ from CommonMark's. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text)
}

/** Whether a line end beside this letter stands for no blank. Korean, unlike the others, has blanks between words. */
export function isWithoutBlanks(letter: string): boolean {
  return isUnspaced(letter) && !/\p{sc=Hangul}/u.test(letter)
}

export function emphasizeUnspaced(markdown: MarkdownIt): void {
  const { isMdAsciiPunct, isPunctChar, isWhiteSpace } = markdown.utils
  const isSpacedMark = (character: string) =>
    (isMdAsciiPunct(character.codePointAt(0) ?? 0) || isPunctChar(character)) && !isUnspaced(character)
  const isBlank = (character: string) => character === '' || isWhiteSpace(character.codePointAt(0) ?? 0)

  markdown.inline.State = class extends markdown.inline.State {
    override scanDelims(start: number, canSplitWord: boolean) {
      const found = super.scanDelims(start, canSplitWord)
      if (!canSplitWord) return found
      const before = characterBefore(this.src, start)
      const behind = characterAt(this.src, start + found.length, this.posMax)
      const parts = (near: string) => isBlank(near) || isSpacedMark(near) || isUnspaced(near)
      return {
        ...found,
        can_open: found.can_open || (!isBlank(behind) && (!isSpacedMark(behind) || parts(before))),
        can_close: found.can_close || (!isBlank(before) && (!isSpacedMark(before) || parts(behind))),
      }
    }
  }
}

export function characterBefore(text: string, end: number): string {
  return text.slice(Math.max(0, end - 2), end).match(/.$/su)?.[0] ?? ''
}

export function characterAt(text: string, start: number, end: number): string {
  return text.slice(start, Math.min(start + 2, end)).match(/^./su)?.[0] ?? ''
}

import type { Token } from 'markdown-it'

/** Reads the flat list of tokens that the parser gives, one after the other. */
export class TokenReader {
  readonly #tokens: readonly Token[]
  #place = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  next(): Token | undefined {
    return this.#tokens[this.#place++]
  }

  peek(ahead: number): Token | undefined {
    return this.#tokens[this.#place + ahead]
  }

  /** The inline tokens of the block that was just opened; passes over its end. */
  inside(): readonly Token[] {
    let children: readonly Token[] = []
    for (let token = this.next(); token && token.nesting >= 0; token = this.next())
      children = token.children ?? children
    return children
  }
}

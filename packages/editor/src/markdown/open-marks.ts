export type Mark = { type: string; attrs?: Record<string, unknown> }

/**
 * The marks that are open at a place in the text. Each type has a list of its own: tags may be nested without limit,
 * and going through all of them for each piece of text would take minutes.
 */
export class OpenMarks {
  readonly #byType = new Map<string, Mark[]>()

  open(mark: Mark): void {
    const open = this.#byType.get(mark.type)
    if (open) open.push(mark)
    else this.#byType.set(mark.type, [mark])
  }

  /** Closes the mark of this type that was opened last. */
  close(type: string): void {
    this.#byType.get(type)?.pop()
  }

  /** The marks of text at this place: the innermost of each type, in the order of their names. */
  now(): Mark[] {
    return [...this.#byType.values()]
      .flatMap((open) => open.at(-1) ?? [])
      .sort((a, b) => (a.type < b.type ? -1 : 1))
  }
}

/**
 * Unsent texts of the margin, by what they are about. A click beside a form closes it. When it opens again, its text is
 * there, for as long as the page lives. Empty texts are kept too: an edit may begin by deleting all.
 */
const texts = new Map<string, string>()

/** Names for what is written: an edit of a comment, a reply in a thread, a new thread in a document. */
export type KeptTextName = `${'edit' | 'reply' | 'new'}.${string}`

export const keptText = (name: KeptTextName): string | undefined => texts.get(name)

export function keepText(name: KeptTextName, text: string): void {
  texts.set(name, text)
}

/** The text was sent, or is not to be sent. */
export function dropText(name: KeptTextName): void {
  texts.delete(name)
}

/**
 * What is being written in the margin, by what it is about. A form goes away with a click beside it; its text is there
 * again with it, for as long as the page is. Empty texts are kept too: an edit that begins with deleting all is one.
 */
const texts = new Map<string, string>()

/** Names for what is written: an edit of a comment, a reply in a thread, a new thread in a document. */
export type KeptTextName = `${'edit' | 'reply' | 'new'}.${string}`

export const keptText = (name: KeptTextName): string | undefined => texts.get(name)

export function keepText(name: KeptTextName, text: string): void {
  texts.set(name, text)
}

/** It was sent, or is not to be. */
export function dropText(name: KeptTextName): void {
  texts.delete(name)
}

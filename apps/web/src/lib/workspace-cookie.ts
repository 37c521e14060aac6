/** Remembers in this browser which workspace the pages are about. */
export function chooseWorkspace(id: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store's own API is not in every browser yet
  document.cookie = `quillwire.workspace=${id}; path=/; max-age=31536000; samesite=lax`
}

/** What stands in the text while images are sent: they themselves, pale, in the room that they will take. */
export function uploadPlaceholder(files: File[]): { element: HTMLElement; forget(): void } {
  const element = document.createElement('div')
  element.className = 'image-uploading'
  const words = document.createElement('span')
  words.className = 'image-uploading-words'
  words.textContent = `Uploading ${files.length === 1 ? 'the image' : `${files.length} images`}…`
  const addresses = files.map((file) => URL.createObjectURL(file))
  element.append(...addresses.map(preview), words)
  const forget = () => {
    for (const address of addresses) URL.revokeObjectURL(address)
  }
  return { element, forget }
}

/** The words say what happens; a file that cannot be drawn is refused with a word of its own. */
function preview(address: string): HTMLImageElement {
  const image = document.createElement('img')
  image.alt = ''
  image.src = address
  image.addEventListener('error', () => image.remove())
  return image
}

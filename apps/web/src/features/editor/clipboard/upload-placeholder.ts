interface UploadPlaceholder {
  element: HTMLElement
  /** @param share the part that is sent, from 0 to 1. */
  show(share: number): void
  forget(): void
}

/** Stands in the text while images are sent: the images themselves, pale, in the room that they will take. */
export function uploadPlaceholder(files: File[], onCancel: () => void): UploadPlaceholder {
  const element = document.createElement('div')
  element.className = 'image-uploading'
  const state = document.createElement('div')
  state.className = 'image-uploading-state'
  const words = document.createElement('span')
  words.textContent = `Uploading ${files.length === 1 ? 'the image' : `${files.length} images`}…`
  const bar = document.createElement('progress')
  bar.value = 0
  bar.setAttribute('aria-label', 'Uploaded')
  const percent = document.createElement('span')
  percent.className = 'image-uploading-percent'
  const cancel = document.createElement('button')
  cancel.type = 'button'
  cancel.textContent = 'Cancel'
  // The caret stays where it is.
  cancel.addEventListener('mousedown', (event) => event.preventDefault())
  cancel.addEventListener('click', onCancel)
  const slow = document.createElement('span')
  slow.className = 'image-uploading-slow'
  slow.append(bar, percent, cancel)
  state.append(words, slow)
  const show = (share: number) => {
    bar.value = share
    percent.textContent = `${Math.floor(share * 100)}%`
  }
  show(0)
  const addresses = files.map((file) => URL.createObjectURL(file))
  element.append(...addresses.map(preview), state)
  const forget = () => {
    for (const address of addresses) URL.revokeObjectURL(address)
  }
  return { element, show, forget }
}

/** The words beside it say what happens. A file that cannot be drawn is refused with a message of its own. */
function preview(address: string): HTMLImageElement {
  const image = document.createElement('img')
  image.alt = ''
  image.src = address
  image.addEventListener('error', () => image.remove())
  return image
}

/**
 * Copies also where the page is not on https, where browsers have no clipboard for scripts.
 * @throws where the browser does not let it, with a message that is fit for people.
 */
export async function copyText(text: string): Promise<void> {
  try {
    if (navigator.clipboard) return await navigator.clipboard.writeText(text)
  } catch {
    // Refused: the old way may still be open.
  }
  if (!copyBySelection(text))
    throw new Error('The browser does not allow it. Select the text and copy it yourself.')
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  // A dialog takes the focus back from everything outside, and what is selected is the dialog's then.
  const place = focused?.closest('[role=dialog]') ?? document.body
  place.append(area)
  area.focus({ preventScroll: true })
  area.select()
  const copied = document.execCommand('copy')
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  area.remove()
  return copied
}

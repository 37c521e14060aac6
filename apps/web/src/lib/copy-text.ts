/**
 * Copies text, also without https, where browsers offer scripts no clipboard. Text that is still loading must be passed
 * as a promise, at once: Safari lets a page copy only while it handles a click.
 * @throws if the browser refuses, with a message that is fit for people; and whatever the text's promise throws.
 */
export async function copyText(text: string | Promise<string>): Promise<void> {
  try {
    if (navigator.clipboard) return await write(text)
  } catch {
    // Refused: the old way may still work.
  }
  if (!copyBySelection(await text))
    throw new Error('The browser does not allow it. Select the text and copy it yourself.')
}

function write(text: string | Promise<string>): Promise<void> {
  if (typeof text === 'string') return navigator.clipboard.writeText(text)
  const blob = text.then((found) => new Blob([found], { type: 'text/plain' }))
  return navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  // Inside an open dialog: the dialog takes the focus back from anything outside, and the selection with it.
  const place = focused?.closest('[role=dialog]') ?? document.body
  place.append(area)
  area.focus({ preventScroll: true })
  area.select()
  const copied = document.execCommand('copy')
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  area.remove()
  return copied
}

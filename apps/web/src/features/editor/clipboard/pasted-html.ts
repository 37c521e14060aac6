/**
 * Brings HTML that other programs put into the clipboard into the elements that the schema reads. Word writes lists as
 * paragraphs that look like them, others put boxes of their own before their tasks, and headings may be deeper.
 */
import { isSafeImage } from '@quillwire/editor'
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { toast } from 'sonner'

export const PastedHtml = Extension.create({
  name: 'pastedHtml',
  addProseMirrorPlugins: () => [new Plugin({ props: { transformPastedHTML: readableHtml } })],
})

function readableHtml(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  // Our own HTML needs no change. But other editors made with ProseMirror mark theirs in the same way.
  if (body.querySelector('[data-pm-slice]')) return leaveOutImages(body) ? body.innerHTML : html
  makeListsOfWord(body)
  makeTasks(body)
  leaveOutImages(body)
  makeEmptyLines(body)
  for (const heading of body.querySelectorAll('h4, h5, h6')) rename(heading, 'h3')
  return body.innerHTML
}

/**
 * Removes images that nobody else could see: files of this device, and what lies in the HTML itself.
 * @returns whether there were any.
 */
function leaveOutImages(body: HTMLElement): boolean {
  const unseen = [...body.querySelectorAll('img')].filter(
    (image) => !isSafeImage(image.getAttribute('src') ?? ''),
  )
  for (const image of unseen) image.remove()
  if (unseen.length > 0)
    toast.error(
      unseen.length === 1
        ? 'An image was left out. Copy it by itself, or drag its file into the text.'
        : `${unseen.length} images were left out. Copy each by itself, or drag their files into the text.`,
    )
  return unseen.length > 0
}

/** Word writes an item as a paragraph with `mso-list:l0 level2 lfo1`, its bullet or number in a span of its own. */
function makeListsOfWord(body: HTMLElement) {
  /** The lists that are open, from the outermost on, and the item that each one ends with. */
  let open: { level: number; list: Element; item: Element }[] = []
  for (const paragraph of body.querySelectorAll('p[style*="mso-list"]')) {
    const level = Number(/mso-list:[^;]*\blevel(\d)/.exec(paragraph.getAttribute('style') ?? '')?.[1])
    if (!level) continue
    const sign = paragraph.querySelector('[style*="mso-list:Ignore" i]')
    const kind = /[\p{L}\p{N}][.)]/u.test(sign?.textContent ?? '') ? 'ol' : 'ul'
    sign?.remove()
    if (paragraph.previousElementSibling !== open[0]?.list) open = []
    open = open.filter(
      (other) => other.level < level || (other.level === level && other.list.localName === kind),
    )
    const item = body.ownerDocument.createElement('li')
    const last = open.at(-1)
    if (last?.level === level) {
      last.list.append(item)
      last.item = item
    } else {
      const list = body.ownerDocument.createElement(kind)
      if (last) last.item.append(list)
      else paragraph.before(list)
      list.append(item)
      open.push({ level, list, item })
    }
    item.append(paragraph)
  }
}

const BOX = 'input[type=checkbox]'
const BOXES = [`:scope > ${BOX}`, `:scope > label > ${BOX}`, `:scope > p:first-child > ${BOX}`].join()

/** Notion writes its boxes as text. */
const WRITTEN_BOX = /^\s*\[([ x])\]\s+/i

/** The text node that an item begins with, where that is a box. */
function writtenBox(item: Element): Text | null {
  const begin = item.querySelector(':scope > p:first-child') ?? item
  const first = begin.firstChild
  return first instanceof Text && WRITTEN_BOX.test(first.data) ? first : null
}

/** Makes tasks of items with a box before them, as Google Docs, GitHub and others write them. */
function makeTasks(body: HTMLElement) {
  for (const list of body.querySelectorAll('ul')) {
    const items = [...list.querySelectorAll<HTMLElement>(':scope > li')]
    if (items.length === 0 || !items.every(isTask)) continue
    list.dataset.type = 'taskList'
    for (const item of items) {
      const box = item.querySelector(BOXES)
      const written = writtenBox(item)
      const isWrittenDone = WRITTEN_BOX.exec(written?.data ?? '')?.[1]?.toLowerCase() === 'x'
      item.dataset.type = 'taskItem'
      item.dataset.checked = String(
        box?.hasAttribute('checked') ?? (isWrittenDone || item.ariaChecked === 'true'),
      )
      box?.remove()
      if (written) written.data = written.data.replace(WRITTEN_BOX, '')
      // Google's box is a picture.
      if (item.role === 'checkbox') item.querySelector(':scope > img')?.remove()
    }
  }
}

const BLOCK = 'p, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, pre, hr, div'

/**
 * Google Docs writes an empty line between paragraphs as `<br>`, and adds one at the end. Word writes it as a paragraph
 * with a no-break space.
 */
function makeEmptyLines(body: HTMLElement) {
  for (const lineBreak of body.querySelectorAll('br')) {
    if (!standsBehindBlock(lineBreak)) continue
    if (lineBreak.nextElementSibling) lineBreak.replaceWith(body.ownerDocument.createElement('p'))
    else lineBreak.remove()
  }
  for (const paragraph of body.querySelectorAll('p'))
    if (paragraph.textContent === '\u00a0' && !paragraph.querySelector('img')) paragraph.textContent = ''
}

/** Whether nothing stands between the element and the block before it. */
function standsBehindBlock(element: Element): boolean {
  let before = element.previousSibling
  while (before?.nodeType === Node.TEXT_NODE && !before.textContent?.trim()) before = before.previousSibling
  return before instanceof Element && before.matches(BLOCK)
}

function isTask(item: HTMLElement): boolean {
  return item.role === 'checkbox' || item.querySelector(BOXES) !== null || writtenBox(item) !== null
}

function rename(element: Element, name: string) {
  const other = element.ownerDocument.createElement(name)
  other.append(...element.childNodes)
  element.replaceWith(other)
}

import type { Node } from '@tiptap/pm/model'
import { DOMSerializer } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'

/** The answers of the server that a file is gone for good. Others may pass. */
const LOST = [404, 410]

/**
 * An image as the schema draws it or, if its file is lost, its description and that it is gone. The document stays as it
 * is: the file may come back with a backup.
 * @param lost the addresses of files that are known to be lost: each change of an image draws it anew.
 */
export function imageView(node: Node, lost: Set<string>): NodeView {
  const dom = document.createElement('div')
  dom.className = 'node-image'
  const src = String(node.attrs.src ?? '')
  const showLost = () => dom.replaceChildren(lostImage(String(node.attrs.alt ?? '')))
  if (lost.has(src)) {
    showLost()
  } else {
    const image = imageOf(node)
    image.addEventListener('error', async () => {
      if (!(await isLost(src))) return
      lost.add(src)
      showLost()
    })
    dom.append(image)
  }
  // What is shown in place of the image is no change of the text.
  return { dom, ignoreMutation: () => true }
}

function imageOf(node: Node): HTMLElement {
  const { toDOM } = node.type.spec
  if (!toDOM) throw new Error('The schema does not say how an image is drawn.')
  const { dom } = DOMSerializer.renderSpec(document, toDOM(node))
  return dom as HTMLElement // an `img`
}

/** Asks for the file itself, since a browser does not say why it could not show an image. */
async function isLost(src: string): Promise<boolean> {
  // Other sites do not let us read their answers.
  if (new URL(src, window.location.href).origin !== window.location.origin) return false
  try {
    return LOST.includes((await fetch(src, { method: 'HEAD' })).status)
  } catch {
    return false
  }
}

function lostImage(alt: string): HTMLElement {
  const place = document.createElement('div')
  place.className = 'image-lost'
  const words = document.createElement('span')
  words.textContent = 'This image is no longer there.'
  if (alt) {
    const description = document.createElement('span')
    description.className = 'image-lost-alt'
    description.dir = 'auto'
    description.textContent = alt
    place.append(description)
  }
  place.append(words)
  return place
}

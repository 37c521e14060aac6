import type { Node } from '@tiptap/pm/model'
import { DOMSerializer } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'

/** What is said in place of an image, by the server's answer about its file. Other failures may pass. */
const WORDS: Record<number, string> = {
  // The file is unknown, or belongs to a document that this person may not read: the server does not say which.
  404: 'This image cannot be shown here.',
  410: 'This image is no longer there.',
}
/** How long the server's answer about a file holds, in ms, before it is asked again. */
const HOLDS = 10_000

/** What is known of images that could not be shown, by their address: each change of an image draws it anew. */
export interface FailedImages {
  words: Map<string, string>
  /** Addresses about which the server is being asked, or was a moment ago. */
  asked: Map<string, Promise<string | undefined>>
}

/**
 * An image as the schema draws it or, if the server does not give its file, its description and why. The document stays
 * as it is: the file may come back with a backup.
 */
export function imageView(node: Node, failed: FailedImages): NodeView {
  const dom = document.createElement('div')
  dom.className = 'node-image'
  const src = String(node.attrs.src ?? '')
  const showLost = (words: string) => dom.replaceChildren(lostImage(String(node.attrs.alt ?? ''), words))
  const known = failed.words.get(src)
  if (known) {
    showLost(known)
  } else {
    const image = imageOf(node)
    image.addEventListener('error', async () => {
      const words = await askOnce(src, failed)
      if (words) showLost(words)
    })
    dom.append(image)
  }
  return { dom }
}

function imageOf(node: Node): HTMLElement {
  const { toDOM } = node.type.spec
  if (!toDOM) throw new Error('The schema does not say how an image is drawn.')
  const { dom } = DOMSerializer.renderSpec(document, toDOM(node))
  return dom as HTMLElement // an `img`
}

function askOnce(src: string, { words, asked }: FailedImages): Promise<string | undefined> {
  const before = asked.get(src)
  if (before) return before
  const answer = whyLost(src).then((found) => {
    if (found) words.set(src, found)
    setTimeout(() => asked.delete(src), HOLDS)
    return found
  })
  asked.set(src, answer)
  return answer
}

/** Asks for the file itself, since a browser does not say why it could not show an image. */
async function whyLost(src: string): Promise<string | undefined> {
  try {
    // Other sites do not let us read their answers.
    if (new URL(src, window.location.href).origin !== window.location.origin) return
    return WORDS[(await fetch(src, { method: 'HEAD' })).status]
  } catch {
    return // no address, or no network
  }
}

function lostImage(alt: string, why: string): HTMLElement {
  const place = document.createElement('div')
  place.className = 'image-lost'
  const words = document.createElement('span')
  words.textContent = why
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

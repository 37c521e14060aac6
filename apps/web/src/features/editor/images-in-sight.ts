import { Image } from '@tiptap/extension-image'
import { type FailedImages, imageView } from './lost-images.ts'

/**
 * The image of the schema, which loads once it comes near the window: a text may have hundreds. An image of unknown
 * size loads at once, since the text would move around the reader as it arrives.
 */
export const ImagesInSight = Image.extend({
  renderHTML({ HTMLAttributes }) {
    const { width, height } = HTMLAttributes
    // Before the address, at which the browser begins to load.
    return ['img', { ...(width && height && { loading: 'lazy' }), ...HTMLAttributes }]
  },
  addNodeView() {
    const failed: FailedImages = { words: new Map(), asked: new Map() }
    return ({ node }) => imageView(node, failed)
  },
}).configure({ allowBase64: false })

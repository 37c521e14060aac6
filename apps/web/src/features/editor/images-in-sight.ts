import { Image } from '@tiptap/extension-image'

/**
 * The image of the schema, whose file is asked for once it comes near the window: a text may have hundreds. Where its size
 * is not known it is asked for at once, since the text would move around the reader each time that one arrives.
 */
export const ImagesInSight = Image.extend({
  renderHTML({ HTMLAttributes }) {
    const { width, height } = HTMLAttributes
    // In front of the address, at which the browser begins to load.
    return ['img', { ...(width && height && { loading: 'lazy' }), ...HTMLAttributes }]
  },
}).configure({ allowBase64: false })

'use client'
import { NO_IMAGE } from '@quillwire/editor'
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { filesIn } from './files-in-clipboard.ts'
import { type Into, notInText, uploadImages } from './upload-images.ts'
import { waitingImages } from './waiting-images.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    imageUpload: {
      /** Asks for images and puts them at the selection. */
      chooseImages: () => ReturnType
    }
  }
}

interface Options {
  documentId: string
  /** The text in the Y.Doc. */
  fragment: Y.XmlFragment | null
}

/** Images by button, by drag and by paste: uploaded first, and put into the text when they are there. */
export const ImageUpload = Extension.create<Options>({
  name: 'imageUpload',

  addOptions() {
    return { documentId: '', fragment: null }
  },

  addCommands() {
    const { documentId, fragment } = this.options
    return {
      chooseImages:
        () =>
        ({ view }) => {
          if (!fragment) return false
          const input = document.createElement('input')
          input.type = 'file'
          input.accept = 'image/png,image/jpeg,image/gif,image/webp,image/avif'
          input.multiple = true
          input.setAttribute('aria-label', 'Choose images')
          input.style.display = 'none'
          document.body.append(input)
          input.addEventListener('change', () => {
            const files = [...(input.files ?? [])]
            uploadImages(view, { documentId, fragment }, files, view.state.selection.to)
            input.remove()
          })
          input.addEventListener('cancel', () => input.remove())
          input.click()
          return true
        },
    }
  },

  addProseMirrorPlugins() {
    const { documentId, fragment } = this.options
    return fragment ? [waitingImages(fragment), givenImages({ documentId, fragment })] : []
  },
})

/** Takes files that are pasted, or dropped on the text. */
function givenImages(into: Into): Plugin {
  const take = (view: EditorView, files: File[], position: number) => {
    const images = files.filter(isImage)
    for (const file of files) if (!isImage(file)) notInText(file.name, NO_IMAGE)
    if (images.length > 0) uploadImages(view, into, images, position)
    return files.length > 0
  }
  return new Plugin({
    props: {
      handlePaste: (view, event) =>
        view.editable && take(view, filesIn(event.clipboardData), view.state.selection.to),
      handleDrop(view, event, _slice, moved) {
        const files = filesIn(event.dataTransfer)
        if (moved || !view.editable || files.length === 0) return false
        event.preventDefault()
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
        return take(view, files, at?.pos ?? view.state.selection.to)
      },
    },
  })
}

const isImage = ({ type }: File) => type.startsWith('image/')

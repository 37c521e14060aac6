'use client'
import { type Editor, Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { toast } from 'sonner'
import { isFileOfAnother } from './files-of-others.ts'
import { sendImage } from './send-image.ts'

interface Storage {
  /** The addresses of images that are being copied. */
  underWay: Set<string>
}

/**
 * Gives an image that is pasted or dragged in from another document a file of this one. A file is shown only to those
 * who may read its own document, and is deleted with it.
 */
export const CopiedImages = Extension.create<{ documentId: string }, Storage>({
  name: 'copiedImages',

  addOptions() {
    return { documentId: '' }
  },

  addStorage() {
    return { underWay: new Set() }
  },

  onTransaction({ editor, transaction }) {
    const { documentId } = this.options
    const { underWay } = this.storage
    const isPasted = transaction.getMeta('paste') || transaction.getMeta('uiEvent') === 'drop'
    if (!transaction.docChanged || !isPasted) return
    editor.state.doc.descendants((node) => {
      const src = srcOf(node)
      if (!src || underWay.has(src) || !isFileOfAnother(src, documentId, window.location.origin)) return
      underWay.add(src)
      void copy(editor, documentId, src).finally(() => underWay.delete(src))
    })
  },
})

async function copy(editor: Editor, documentId: string, src: string) {
  try {
    const answer = await fetch(src)
    if (!answer.ok) throw new Error(`The image's file answered ${answer.status}.`)
    const bytes = await answer.blob()
    const { url, width, height } = await sendImage(
      documentId,
      new File([bytes], nameOf(answer), { type: bytes.type }),
    )
    if (editor.isDestroyed || !editor.isEditable) throw new Error('The text cannot be written any longer.')
    const { tr } = editor.state
    tr.doc.descendants((node, position) => {
      if (srcOf(node) !== src) return
      tr.setNodeAttribute(position, 'src', url)
      if (node.attrs.width !== null || node.attrs.height !== null) return
      tr.setNodeAttribute(position, 'width', width).setNodeAttribute(position, 'height', height)
    })
    editor.view.dispatch(tr.setMeta('addToHistory', false))
  } catch {
    toast.error(
      'An image stays with the document it comes from. Anyone who cannot open that document does not see it here.',
    )
  }
}

function srcOf(node: Node): string | null {
  return node.type.name === 'image' ? String(node.attrs.src ?? '') : null
}

function nameOf({ headers }: Response): string {
  const name = /filename\*=UTF-8''(.+)$/.exec(headers.get('content-disposition') ?? '')?.[1]
  return name ? decodeURIComponent(name) : ''
}

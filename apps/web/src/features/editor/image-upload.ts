'use client'
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { toast } from 'sonner'
import { api, messageOf } from '@/lib/api.ts'
import type { UploadedFile } from '@/lib/api-types.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    imageUpload: {
      /** Asks for images and puts them at the selection. */
      chooseImages: () => ReturnType
    }
  }
}

type Change = { add: { id: object; position: number } } | { remove: { id: object } }
const key = new PluginKey<DecorationSet>('imageUpload')

/** Images by button, by drag and by paste: uploaded first, put into the text when they are there. */
export const ImageUpload = Extension.create<{ documentId: string }>({
  name: 'imageUpload',

  addOptions() {
    return { documentId: '' }
  },

  addCommands() {
    return {
      chooseImages:
        () =>
        ({ view }) => {
          const input = document.createElement('input')
          input.type = 'file'
          input.accept = 'image/png,image/jpeg,image/gif,image/webp,image/avif'
          input.multiple = true
          input.setAttribute('aria-label', 'Choose images')
          input.style.display = 'none'
          document.body.append(input)
          input.addEventListener('change', () => {
            for (const file of input.files ?? [])
              void upload(view, this.options.documentId, file, view.state.selection.to)
            input.remove()
          })
          input.addEventListener('cancel', () => input.remove())
          input.click()
          return true
        },
    }
  },

  addProseMirrorPlugins() {
    const { documentId } = this.options
    const take = (view: EditorView, files: File[], position: number) => {
      for (const file of files) void upload(view, documentId, file, position)
      return files.length > 0
    }
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply(transaction, set) {
            const moved = set.map(transaction.mapping, transaction.doc)
            const change = transaction.getMeta(key) as Change | undefined
            if (!change) return moved
            if ('add' in change) {
              const element = document.createElement('div')
              element.className = 'image-uploading'
              element.textContent = 'Uploading the image…'
              return moved.add(transaction.doc, [
                Decoration.widget(change.add.position, element, { id: change.add.id }),
              ])
            }
            return moved.remove(moved.find(undefined, undefined, (spec) => spec.id === change.remove.id))
          },
        },
        props: {
          decorations: (state) => key.getState(state),
          handlePaste: (view, event) =>
            view.editable && take(view, imagesOf(event.clipboardData), view.state.selection.to),
          handleDrop(view, event, _slice, moved) {
            const files = imagesOf(event.dataTransfer)
            if (moved || !view.editable || files.length === 0) return false
            event.preventDefault()
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
            return take(view, files, at?.pos ?? view.state.selection.to)
          },
        },
      }),
    ]
  },
})

/** What was copied as text carries a picture of itself in some programs, spreadsheets among them: it stays text. */
function imagesOf(data: DataTransfer | null): File[] {
  if (data?.types.includes('text/plain')) return []
  return [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'))
}

async function upload(view: EditorView, documentId: string, file: File, position: number) {
  const id = {}
  view.dispatch(view.state.tr.setMeta(key, { add: { id, position } } satisfies Change))
  try {
    const form = new FormData()
    form.append('file', file)
    const { url, name } = await api<UploadedFile>('POST', `/documents/${documentId}/files`, form)
    if (view.isDestroyed) return
    const image = view.state.schema.nodes.image
    const [place] = key.getState(view.state)?.find(undefined, undefined, (spec) => spec.id === id) ?? []
    if (!image || !place) return
    const transaction = view.state.tr.setMeta(key, { remove: { id } } satisfies Change)
    const node = image.create({ src: url, alt: name.replace(/\.\w+$/, '') })
    const at = transaction.doc.resolve(place.from)
    // Beside a paragraph that has text, in the place of one that has none.
    const parent = at.depth > 0 ? at.node(1) : null
    if (at.depth === 1 && parent?.type.name === 'paragraph' && parent.content.size === 0)
      transaction.replaceWith(at.before(1), at.after(1), [node, parent.type.create()])
    else transaction.insert(at.depth > 0 ? at.after(1) : place.from, node)
    view.dispatch(transaction.scrollIntoView())
  } catch (error) {
    if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(key, { remove: { id } } satisfies Change))
    toast.error(`“${file.name}” was not uploaded. ${messageOf(error)}`)
  }
}

'use client'
import { IMAGE_TOO_LARGE, MAX_IMAGE_BYTES, NO_IMAGE } from '@quillwire/editor'
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { toast } from 'sonner'
import type * as Y from 'yjs'
import { mayPass, messageOf } from '@/lib/api.ts'
import type { UploadedFile } from '@/lib/api-types.ts'
import type { UploadOptions } from '@/lib/upload.ts'
import { type BlockPlace, blocksBefore, placeAfter } from '../binding/block-place.ts'
import { askBeforeLeaving } from '../page/ask-before-leaving.ts'
import { filesIn } from './files-in-clipboard.ts'
import { sendImage } from './send-image.ts'
import { uploadPlaceholder } from './upload-placeholder.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    imageUpload: {
      /** Asks for images and puts them at the selection. */
      chooseImages: () => ReturnType
    }
  }
}

interface Upload {
  place: BlockPlace
  toDOM(): HTMLElement
}
interface Uploads {
  uploads: Upload[]
  decorations: DecorationSet
}
type Change = { add: Upload } | { remove: Upload } | 'redraw'

const key = new PluginKey<Uploads>('imageUpload')

interface Options {
  documentId: string
  /** The text in the Y.Doc. */
  fragment: Y.XmlFragment | null
}

/**
 * Images by button, by drag and by paste: uploaded first, and put into the text when they are there. Meanwhile the
 * Y.Doc keeps their place: y-tiptap replaces the whole text with every change of others, so no position in the editor
 * outlives it.
 */
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
            void upload(view, documentId, fragment, files, placeOf(view, fragment, view.state.selection.to))
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
    if (!fragment) return []
    const take = (view: EditorView, files: File[], position: number) => {
      const images = files.filter(isImage)
      for (const file of files) if (!isImage(file)) notInText(file.name, NO_IMAGE)
      if (images.length > 0)
        void upload(view, documentId, fragment, images, placeOf(view, fragment, position))
      return files.length > 0
    }
    return [
      new Plugin<Uploads>({
        key,
        state: {
          init: () => ({ uploads: [], decorations: DecorationSet.empty }),
          apply(transaction, { uploads, decorations }) {
            const { mapping, doc } = transaction
            const change = transaction.getMeta(key) as Change | undefined // nothing else uses this key
            if (!change) return { uploads, decorations: decorations.map(mapping, doc) }
            const left =
              change === 'redraw'
                ? uploads
                : 'add' in change
                  ? [...uploads, change.add]
                  : uploads.filter((upload) => upload !== change.remove)
            return { uploads: left, decorations: draw(doc, fragment, left) }
          },
        },
        // Only now does the Y.Doc have what was written here.
        view: () => ({
          update(view, before) {
            if (view.state.doc === before.doc || !key.getState(view.state)?.uploads.length) return
            view.dispatch(view.state.tr.setMeta(key, 'redraw' satisfies Change))
          },
        }),
        props: {
          decorations: (state) => key.getState(state)?.decorations,
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
      }),
    ]
  },
})

const isImage = ({ type }: File) => type.startsWith('image/')

/** What is pressed in the widget is for the widget, and not for the text. */
const WIDGET = { ignoreSelection: true, stopEvent: () => true }

function draw(doc: Node, fragment: Y.XmlFragment, uploads: Upload[]): DecorationSet {
  const widgets = uploads.map(({ place, toDOM }) =>
    Decoration.widget(positionOf(doc, fragment, place), toDOM, WIDGET),
  )
  return DecorationSet.create(doc, widgets)
}

/** Where an image goes: under its block, or above it where that is an empty line. */
function positionOf(doc: Node, fragment: Y.XmlFragment, place: BlockPlace): number {
  const blocks = doc.children.slice(0, blocksBefore(fragment, place))
  const last = blocks.at(-1)
  if (last?.type.name === 'paragraph' && last.content.size === 0) blocks.pop()
  return blocks.reduce((position, { nodeSize }) => position + nodeSize, 0)
}

function placeOf(view: EditorView, fragment: Y.XmlFragment, position: number): BlockPlace {
  return placeAfter(fragment, view.state.doc.resolve(position))
}

/** Images that were given together go into the text together, in their order. */
async function upload(
  view: EditorView,
  documentId: string,
  fragment: Y.XmlFragment,
  given: File[],
  place: BlockPlace,
) {
  // The server would refuse it too, but only once all of it was sent.
  const files = given.filter(({ size }) => size <= MAX_IMAGE_BYTES)
  for (const { name, size } of given) if (size > MAX_IMAGE_BYTES) notInText(name, IMAGE_TOO_LARGE)
  if (files.length === 0) return
  const calledOff = new AbortController()
  const { element, show, forget } = uploadPlaceholder(files, () => {
    calledOff.abort()
    if (!view.hasFocus()) view.focus()
  })
  const waiting: Upload = { place, toDOM: () => element }
  view.dispatch(view.state.tr.setMeta(key, { add: waiting } satisfies Change))
  const mayLeave = askBeforeLeaving()
  const again = (file: File) => {
    const refusal = refusalOf(view)
    if (refusal) notInText(file.name, refusal)
    else void upload(view, documentId, fragment, [file], place)
  }
  const shares = files.map(() => 0)
  // Not 0: an empty file is sent as well.
  const bytes = Math.max(
    1,
    files.reduce((sum, { size }) => sum + size, 0),
  )
  const results = await Promise.all(
    files.map((file, index) => {
      const onProgress = (loaded: number, whole: number) => {
        shares[index] = (loaded / whole) * file.size
        show(shares.reduce((sum, share) => sum + share, 0) / bytes)
      }
      return send(documentId, file, { onProgress, signal: calledOff.signal }, again)
    }),
  )
  const sent = calledOff.signal.aborted ? [] : results.filter((file) => file !== null)
  mayLeave()
  forget()
  const refusal = refusalOf(view)
  if (refusal) for (const { name } of sent) notInText(name, refusal)
  if (view.isDestroyed) return
  const { tr, schema } = view.state
  tr.setMeta(key, { remove: waiting } satisfies Change)
  const images = sent.flatMap(
    // With their size, so that room is kept until they have loaded.
    ({ url, name, width, height }) =>
      schema.nodes.image?.create({ src: url, alt: name.replace(/\.\w+$/, ''), width, height }) ?? [],
  )
  if (!refusal && images.length > 0) tr.insert(positionOf(tr.doc, fragment, place), images).scrollIntoView()
  view.dispatch(tr)
}

/** Why nothing can be put into the text any longer. */
function refusalOf(view: EditorView): string | null {
  if (view.isDestroyed) return 'The document was closed meanwhile.'
  return view.editable ? null : 'The document can only be read now.'
}

async function send(
  documentId: string,
  file: File,
  options: Required<UploadOptions>,
  again: (file: File) => void,
): Promise<UploadedFile | null> {
  try {
    return await sendImage(documentId, file, options)
  } catch (error) {
    if (options.signal.aborted) return null
    notInText(file.name, messageOf(error), mayPass(error) ? () => again(file) : undefined)
    return null
  }
}

/** A message that offers a second try stays for long: what was pasted may be nowhere else. */
function notInText(name: string, reason: string, again?: () => void) {
  toast.error(
    `“${name}” is not in the text. ${reason}`,
    again && { duration: 60_000, action: { label: 'Try again', onClick: again } },
  )
}

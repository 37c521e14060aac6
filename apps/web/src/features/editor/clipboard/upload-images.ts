import { IMAGE_TOO_LARGE, MAX_IMAGE_BYTES } from '@quillwire/editor'
import type { EditorView } from '@tiptap/pm/view'
import { toast } from 'sonner'
import type * as Y from 'yjs'
import { mayPass, messageOf } from '@/lib/api.ts'
import type { UploadedFile } from '@/lib/api-types.ts'
import type { UploadOptions } from '@/lib/upload.ts'
import { type BlockPlace, placeAfter } from '../binding/block-place.ts'
import { askBeforeLeaving } from '../page/ask-before-leaving.ts'
import { sendImage } from './send-image.ts'
import { uploadPlaceholder } from './upload-placeholder.ts'
import { addWaiting, positionOf, removeWaiting, type WaitingImages } from './waiting-images.ts'

/** The document that gets the images. */
export interface Into {
  documentId: string
  /** The text in the Y.Doc. */
  fragment: Y.XmlFragment
}

/** Puts images into the text, at a position of the editor as it is now. */
export function uploadImages(view: EditorView, into: Into, images: File[], position: number): void {
  void uploadTo(placeAfter(into.fragment, view.state.doc.resolve(position)), view, into, images)
}

/** Images that were given together go into the text together, in their order. */
async function uploadTo(place: BlockPlace, view: EditorView, into: Into, given: File[]) {
  // The server would refuse it too, but only once all of it was sent.
  const files = given.filter(({ size }) => size <= MAX_IMAGE_BYTES)
  for (const { name, size } of given) if (size > MAX_IMAGE_BYTES) notInText(name, IMAGE_TOO_LARGE)
  if (files.length === 0) return
  const calledOff = new AbortController()
  const { element, show, forget } = uploadPlaceholder(files, () => {
    calledOff.abort()
    if (!view.hasFocus()) view.focus()
  })
  const waiting: WaitingImages = { place, toDOM: () => element }
  view.dispatch(addWaiting(view.state.tr, waiting))
  const mayLeave = askBeforeLeaving()
  const again = (file: File) => {
    const refusal = refusalOf(view)
    if (refusal) notInText(file.name, refusal)
    else void uploadTo(place, view, into, [file])
  }
  const progress = progressOf(files, show)
  const results = await Promise.all(
    files.map((file, index) =>
      send(into.documentId, file, { onProgress: progress(index), signal: calledOff.signal }, again),
    ),
  )
  const sent = calledOff.signal.aborted ? [] : results.filter((file) => file !== null)
  mayLeave()
  forget()
  const refusal = refusalOf(view)
  if (refusal) for (const { name } of sent) notInText(name, refusal)
  if (view.isDestroyed) return
  const tr = removeWaiting(view.state.tr, waiting)
  const images = sent.flatMap(
    // With their size, so that room is kept until they have loaded.
    ({ url, name, width, height }) =>
      view.state.schema.nodes.image?.create({ src: url, alt: name.replace(/\.\w+$/, ''), width, height }) ??
      [],
  )
  if (!refusal && images.length > 0)
    tr.insert(positionOf(tr.doc, into.fragment, place), images).scrollIntoView()
  view.dispatch(tr)
}

/** How far all files are, from 0 to 1, told from how far each of them is. */
function progressOf(files: File[], show: (share: number) => void) {
  // Not 0: an empty file is sent as well.
  const bytes = Math.max(
    1,
    files.reduce((sum, { size }) => sum + size, 0),
  )
  const sent = files.map(() => 0)
  return (index: number) => (loaded: number, whole: number) => {
    sent[index] = (loaded / whole) * (files[index]?.size ?? 0)
    show(sent.reduce((sum, share) => sum + share, 0) / bytes)
  }
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
export function notInText(name: string, reason: string, again?: () => void) {
  toast.error(
    `“${name}” is not in the text. ${reason}`,
    again && { duration: 60_000, action: { label: 'Try again', onClick: again } },
  )
}

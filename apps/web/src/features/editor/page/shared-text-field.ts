/**
 * A text field whose text others write in as well. The field shows the shared text at every moment. What somebody else
 * writes is put into it at once: what is typed next is found by comparing the two, and a letter of theirs that is not
 * there yet would look deleted. While an input method composes, its field must not be touched. So what arrives waits
 * until it is done, and what was composed goes to where its place has moved. The field's own undo forgets everything
 * when its text is set. So undo is that of the shared text, for what was written in this field.
 */
import { differenceOf } from '@quillwire/editor'
import * as Y from 'yjs'

/** The part of a `<textarea>` that is needed. */
export interface TextField extends EventTarget {
  value: string
  selectionStart: number
  selectionEnd: number
  setSelectionRange(start: number, end: number): void
  matches(selector: ':focus'): boolean
}

type Delta = Y.YTextEvent['delta']

export interface SharedTextField {
  /** Takes back what was written here, and `redo` writes it again. */
  undo(): void
  redo(): void
  part(): void
}

/** Joins the field to the text, which is a single line. */
export function shareTextField(field: TextField, text: Y.Text): SharedTextField {
  /** What the field shows, except for what is being composed. */
  let shown = text.toString()
  let composing = false
  let waiting: Delta[] = []
  field.value = shown
  const own = new Y.UndoManager(text, { trackedOrigins: new Set([field]) })

  function show(moveCaret: (position: number) => number): void {
    const [start, end] = [moveCaret(field.selectionStart), moveCaret(field.selectionEnd)]
    shown = text.toString()
    if (field.value === shown) return
    field.value = shown
    // Without the focus, this would take it in some browsers.
    if (field.matches(':focus')) field.setSelectionRange(start, end)
  }

  function onChange(event: Y.YTextEvent): void {
    if (event.transaction.origin === field) return
    if (composing) waiting.push(event.delta)
    else show((position) => moved(position, event.delta))
  }

  function send(): void {
    const { at, removed, inserted } = differenceOf(shown, field.value, field.selectionEnd)
    const arrived = waiting
    waiting = []
    const place = (position: number) => arrived.reduce(moved, position)
    const [from, to] = [place(at), place(at + removed)]
    const line = inserted.replaceAll(/\s*\n\s*/g, ' ')
    if (removed > 0 || line !== '')
      text.doc?.transact(() => {
        text.delete(from, to - from)
        text.insert(from, line)
      }, field)
    // Where nothing arrived, the browser has placed the caret already, except for line breaks that became spaces.
    const grown = line.length - inserted.length
    show((position) => (arrived.length > 0 ? from + line.length : position + grown))
  }

  const onInput = () => {
    if (!composing) send()
  }
  const onCompositionStart = () => {
    composing = true
  }
  const onCompositionEnd = () => {
    composing = false
    send()
  }
  text.observe(onChange)
  field.addEventListener('input', onInput)
  field.addEventListener('compositionstart', onCompositionStart)
  field.addEventListener('compositionend', onCompositionEnd)
  const part = () => {
    text.unobserve(onChange)
    own.destroy()
    field.removeEventListener('input', onInput)
    field.removeEventListener('compositionstart', onCompositionStart)
    field.removeEventListener('compositionend', onCompositionEnd)
  }
  return { undo: () => own.undo(), redo: () => own.redo(), part }
}

/** Where a position lies after somebody else's edit. */
function moved(position: number, delta: Delta): number {
  let at = 0
  let result = position
  for (const { retain, insert, delete: removed } of delta) {
    if (retain) at += retain
    else if (typeof insert === 'string') {
      if (at <= result) result += insert.length
      at += insert.length
    } else if (removed && at < result) result -= Math.min(removed, result - at)
  }
  return result
}

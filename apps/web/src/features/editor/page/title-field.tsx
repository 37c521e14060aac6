'use client'
import { MAX_TITLE_LENGTH } from '@quillwire/editor'
import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useSyncExternalStore,
} from 'react'
import type * as Y from 'yjs'
import { isComposing } from '@/lib/composing.ts'
import { type SharedTextField, shareTextField } from './shared-text-field.ts'

interface TitleFieldProps {
  text: Y.Text
  editable: boolean
  /** Whether writing begins here: the document is new. */
  begins: boolean
  /** Enter was pressed: writing goes on in the text. */
  onEnter(): void
  /** The down arrow was pressed behind the last letter. */
  onArrowDown(): void
  onTitle(title: string): void
}

const NAME = 'Title'

/** The title, which several people may write in at once. */
export function TitleField({ text, editable, begins, onEnter, onArrowDown, onTitle }: TitleFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const title = useSyncExternalStore(
    useCallback(
      (listener) => {
        text.observe(listener)
        return () => text.unobserve(listener)
      },
      [text],
    ),
    () => text.toString(),
  )
  const tell = useRef(onTitle)
  tell.current = onTitle

  const shared = useRef<SharedTextField>(null)
  useEffect(() => {
    if (!field.current) return
    const current = shareTextField(field.current, text)
    shared.current = current
    return current.part
  }, [text])

  useEffect(() => tell.current(title), [title])

  // Once, as the document appears, and not if somebody is writing in another field by then.
  const startsHere = useRef(begins)
  useEffect(() => {
    if (startsHere.current && !document.activeElement?.matches('input, textarea')) field.current?.focus()
  }, [])

  useEffect(() => {
    const element = field.current
    if (!element) return
    const observer = new ResizeObserver(() => fit(element))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the title is what makes the lines
  useLayoutEffect(() => {
    if (field.current) fit(field.current)
  }, [title])

  return (
    // A text field is not a heading by itself, but whoever goes from heading to heading should begin here.
    <h1 aria-label={title.trim() || 'Untitled'}>
      <textarea
        ref={field}
        rows={1}
        aria-label={NAME}
        placeholder="Untitled"
        readOnly={!editable}
        defaultValue={title}
        maxLength={MAX_TITLE_LENGTH}
        onKeyDown={(event) => {
          if (isComposing(event)) return
          const step = stepOf(event)
          if (step) {
            event.preventDefault()
            shared.current?.[step]()
          }
          if (event.key !== 'Enter' && event.key !== 'ArrowDown') return
          if (event.key === 'ArrowDown' && event.currentTarget.selectionEnd < title.length) return
          event.preventDefault()
          if (event.key === 'Enter') onEnter()
          else onArrowDown()
        }}
        className="block w-full resize-none text-wrap overflow-hidden bg-transparent font-semibold font-serif text-[2.35rem] leading-tight tracking-tight outline-none field-sizing-content supports-[field-sizing:content]:h-auto! placeholder:text-faint/60"
      />
    </h1>
  )
}

/** Puts the caret behind the title, or selects all of it. */
export function focusTitle(select: 'end' | 'all'): void {
  const field = document.querySelector<HTMLTextAreaElement>(`textarea[aria-label="${NAME}"]`)
  field?.focus()
  field?.setSelectionRange(select === 'all' ? 0 : field.value.length, field.value.length)
}

/** Undo or redo, by the keys of all platforms. */
function stepOf({ key, metaKey, ctrlKey, altKey, shiftKey }: KeyboardEvent): 'undo' | 'redo' | null {
  if (!(metaKey || ctrlKey) || altKey) return null
  if (key.toLowerCase() === 'z') return shiftKey ? 'redo' : 'undo'
  return key.toLowerCase() === 'y' ? 'redo' : null
}

/** Makes the field as high as its lines, for browsers without `field-sizing`. A narrower window makes more lines. */
function fit(element: HTMLTextAreaElement) {
  element.style.height = '0'
  element.style.height = `${element.scrollHeight}px`
}

'use client'
import { useCallback, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import { isComposing } from '@/lib/composing.ts'
import { shareTextField } from './shared-text-field.ts'

interface TitleFieldProps {
  text: Y.Text
  editable: boolean
  /** Whether writing begins here: the document is new. */
  begins: boolean
  /** Enter goes on in the body. */
  onEnter(): void
  onTitle(title: string): void
}

/** The title, which several people may write in at once. */
export function TitleField({ text, editable, begins, onEnter, onTitle }: TitleFieldProps) {
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

  useEffect(() => (field.current ? shareTextField(field.current, text) : undefined), [text])

  useEffect(() => tell.current(title), [title])

  // Once, as the document appears, and not out of another field that somebody writes in by now.
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
    <textarea
      ref={field}
      rows={1}
      aria-label="Title"
      placeholder="Untitled"
      readOnly={!editable}
      defaultValue={title}
      maxLength={500}
      onKeyDown={(event) => {
        if ((event.key !== 'Enter' && event.key !== 'ArrowDown') || isComposing(event)) return
        if (event.key === 'ArrowDown' && event.currentTarget.selectionEnd < title.length) return
        event.preventDefault()
        onEnter()
      }}
      className="w-full resize-none overflow-hidden bg-transparent font-semibold font-serif text-[2.35rem] leading-tight tracking-tight outline-none placeholder:text-faint/60"
    />
  )
}

/** As high as its lines: a narrower window makes more of them. */
function fit(element: HTMLTextAreaElement) {
  element.style.height = '0'
  element.style.height = `${element.scrollHeight}px`
}

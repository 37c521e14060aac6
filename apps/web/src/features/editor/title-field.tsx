'use client'
import { replaceText } from '@quillwire/editor'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type * as Y from 'yjs'
import { isComposing } from '@/lib/composing.ts'

interface TitleFieldProps {
  text: Y.Text
  editable: boolean
  /** Whether writing begins here: the document is new. */
  begins: boolean
  /** Enter goes on in the body. */
  onEnter(): void
  onTitle(title: string): void
}

/** The title, shared live: what one types is a small edit of the shared text, and the caret stays where it is. */
export function TitleField({ text, editable, begins, onEnter, onTitle }: TitleFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [value, setValue] = useState(() => text.toString())
  const caret = useRef<[number, number] | null>(null)
  const tell = useRef(onTitle)
  tell.current = onTitle

  useEffect(() => {
    const onChange = (event: Y.YTextEvent) => {
      const element = field.current
      if (element && document.activeElement === element && !event.transaction.local)
        caret.current = [moved(element.selectionStart, event), moved(element.selectionEnd, event)]
      setValue(text.toString())
    }
    setValue(text.toString())
    text.observe(onChange)
    return () => text.unobserve(onChange)
  }, [text])

  useEffect(() => tell.current(value), [value])

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

  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    fit(element)
    if (caret.current) element.setSelectionRange(...caret.current)
    caret.current = null
  })

  return (
    <textarea
      ref={field}
      rows={1}
      aria-label="Title"
      placeholder="Untitled"
      readOnly={!editable}
      value={value}
      maxLength={500}
      onChange={(event) => replaceText(text, event.target.value.replaceAll(/\s*\n\s*/g, ' '))}
      onKeyDown={(event) => {
        if ((event.key !== 'Enter' && event.key !== 'ArrowDown') || isComposing(event)) return
        if (event.key === 'ArrowDown' && event.currentTarget.selectionEnd < value.length) return
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

/** Where a position lies after somebody else's edit. */
function moved(position: number, event: Y.YTextEvent): number {
  let at = 0
  let result = position
  for (const { retain, insert, delete: removed } of event.delta) {
    if (retain) at += retain
    else if (typeof insert === 'string') {
      if (at <= result) result += insert.length
      at += insert.length
    } else if (removed && at < result) result -= Math.min(removed, result - at)
  }
  return result
}

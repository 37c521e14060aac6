'use client'
import type { Editor } from '@tiptap/core'
import { useLayoutEffect, useRef } from 'react'

interface EditorTextProps {
  editor: Editor
  className?: string
}

/**
 * Where the text that the editor has drawn stands in the page. Tiptap's own component has all of it drawn once more as it
 * comes, and again as it goes, for nodes that are drawn by React: here none is.
 */
export function EditorText({ editor, className }: EditorTextProps) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (!editor.isDestroyed) place.current?.append(editor.view.dom)
  }, [editor])
  return <div ref={place} className={className} />
}

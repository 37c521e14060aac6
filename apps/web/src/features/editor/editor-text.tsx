'use client'
import type { Editor } from '@tiptap/core'
import { useLayoutEffect, useRef } from 'react'

interface EditorTextProps {
  editor: Editor
  className?: string
}

/**
 * Puts the text that the editor has drawn into the page. Tiptap's own component draws all of it once more as it mounts,
 * and again as it unmounts, for nodes that React draws: here there are none.
 */
export function EditorText({ editor, className }: EditorTextProps) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (!editor.isDestroyed) place.current?.append(editor.view.dom)
  }, [editor])
  return <div ref={place} className={className} />
}

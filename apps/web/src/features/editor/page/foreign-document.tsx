'use client'
import { TITLE } from '@quillwire/editor'
import { useEffect, useState } from 'react'
import type { Collaboration } from '../collaboration/create-collaboration.ts'
import { OwnText, ownTexts } from './own-text.tsx'
import { wholeText } from './whole-text.ts'

/** How our Markdown writes the end of a line within a text. Here people are to read it. */
const LINE_END = '&#10;'

/** The words of a document whose body no editor can be bound to. They change as the program goes on writing. */
export function ForeignDocument({ collaboration: { ydoc } }: { collaboration: Collaboration }) {
  const [text, setText] = useState('')
  const [title, setTitle] = useState('')
  useEffect(() => {
    let open = true
    const read = () => {
      setTitle(ydoc.getText(TITLE).toString())
      void wholeText(ydoc).then((words) => open && setText(words.replaceAll(LINE_END, '\n')))
    }
    read()
    ydoc.on('update', read)
    return () => {
      open = false
      ydoc.off('update', read)
    }
  }, [ydoc])
  return (
    <main className="document-column grid content-start gap-5 pt-14 pb-10">
      <h1 dir="auto" className="font-serif text-4xl tracking-tight [overflow-wrap:anywhere]">
        {title || 'Untitled'}
      </h1>
      <OwnText {...ownTexts.foreign} text={text} />
    </main>
  )
}

'use client'
import type { Editor } from '@tiptap/core'
import { Unlink } from 'lucide-react'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { Input } from '@/components/ui/input.tsx'
import { wholeAddress } from '../typing/typed-links.ts'
import { markSelection } from './marked-selection.ts'
import { Tool } from './tool.tsx'

/** Where the selected words are to lead. */
export function LinkForm({ editor, onDone }: { editor: Editor; onDone(): void }) {
  const before = String(editor.getAttributes('link').href ?? '')
  const [href, setHref] = useState(before)
  const [wrong, setWrong] = useState('')
  const noteId = useId()
  useEffect(() => markSelection(editor), [editor])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const address = wholeAddress(href)
    if (!address)
      return setWrong(
        href.trim() ? 'A link leads to a web page or an e-mail address.' : 'Type an address first.',
      )
    editor.chain().focus().extendMarkRange('link').setLink({ href: address }).run()
    onDone()
  }
  return (
    <form onSubmit={submit} className="relative flex items-center gap-1">
      <Input
        autoFocus
        aria-label="Link address"
        aria-invalid={wrong !== '' || undefined}
        aria-describedby={wrong ? noteId : undefined}
        placeholder="Paste or type a link"
        className="h-8 pointer-coarse:h-11 w-56"
        value={href}
        onChange={(event) => {
          setHref(event.target.value)
          setWrong('')
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          editor.commands.focus()
          onDone()
        }}
      />
      <button
        type="submit"
        className="h-8 rounded-md px-2.5 pointer-coarse:h-11 font-medium text-accent text-sm hover:bg-tint"
      >
        Set
      </button>
      {before && (
        <Tool
          name="Remove the link"
          onClick={() => {
            editor.chain().focus().extendMarkRange('link').unsetLink().run()
            onDone()
          }}
        >
          <Unlink />
        </Tool>
      )}
      {wrong && (
        // Above, since below lies what is selected.
        <p
          id={noteId}
          role="alert"
          className="absolute bottom-full left-0 mb-1.5 w-max rounded-lg border bg-surface px-2.5 py-1.5 text-(length:--small) text-bad shadow-lg"
        >
          {wrong}
        </p>
      )}
    </form>
  )
}

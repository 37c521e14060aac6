'use client'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import type { BubbleMenuProps } from '@tiptap/react/menus'
import { Pencil, Unlink } from 'lucide-react'
import { useCallback } from 'react'
import { Tool } from './tool.tsx'
import { ToolMenu } from './tool-menu.tsx'

const place: BubbleMenuProps['options'] = { placement: 'bottom-start', offset: 6, shift: { padding: 8 } }

const isInLink: BubbleMenuProps['shouldShow'] = ({ editor, from, to }) =>
  editor.isEditable && from === to && editor.isActive('link')

interface LinkMenuProps {
  editor: Editor
  onEdit(): void
}

/** Where the link at the caret leads, and what can be done with it. */
export function LinkMenu({ editor, onEdit }: LinkMenuProps) {
  const href = useEditorState({
    editor,
    selector: ({ editor: current }) => String(current.getAttributes('link').href ?? ''),
  })
  const element = useCallback(() => elementOfLink(editor), [editor])
  return (
    <ToolMenu
      name="Link"
      barClassName="max-w-[calc(100vw-1rem)]"
      editor={editor}
      pluginKey="linkMenu"
      // A delay would begin anew with every letter that somebody else writes.
      updateDelay={0}
      shouldShow={isInLink}
      getReferencedVirtualElement={element}
      options={place}
    >
      <a
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        title={href}
        className="mr-1 max-w-72 truncate rounded-md px-2 py-1 text-accent pointer-coarse:py-2.5 text-sm hover:bg-tint"
      >
        {href.replace(/^https?:\/\/(?=.)/, '').replace(/\/$/, '')}
      </a>
      <Tool name="Edit the link" onClick={onEdit}>
        <Pencil />
      </Tool>
      <Tool
        name="Remove the link"
        onClick={() => {
          const caret = editor.state.selection.from
          editor.chain().focus().extendMarkRange('link').unsetLink().setTextSelection(caret).run()
        }}
      >
        <Unlink />
      </Tool>
    </ToolMenu>
  )
}

function elementOfLink({ state, view }: Editor): HTMLElement | null {
  const { node } = view.domAtPos(state.selection.from)
  return node.parentElement?.closest('a') ?? null
}

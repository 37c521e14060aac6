'use client'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import type { BubbleMenuProps } from '@tiptap/react/menus'
import { Trash2 } from 'lucide-react'
import { Button } from '@/components/ui/button.tsx'
import { Input } from '@/components/ui/input.tsx'
import { isComposing } from '@/lib/composing.ts'
import { isAtWork } from '../is-at-work.ts'
import { ToolMenu } from './tool-menu.tsx'

const place: BubbleMenuProps['options'] = { placement: 'bottom', offset: 10 }

const isSelected: BubbleMenuProps['shouldShow'] = ({ editor, ...bar }) =>
  editor.isEditable && editor.isActive('image') && isAtWork(bar)

/** The description of an image, for those who cannot see it, and its removal. */
export function ImageMenu({ editor }: { editor: Editor }) {
  const alt = useEditorState({
    editor,
    selector: ({ editor: current }) => String(current.getAttributes('image').alt ?? ''),
  })
  return (
    <ToolMenu
      name="Image"
      barClassName="gap-1"
      editor={editor}
      pluginKey="imageMenu"
      // A delay would begin anew with every letter that somebody else writes.
      updateDelay={0}
      shouldShow={isSelected}
      options={place}
    >
      <Input
        aria-label="Description of the image"
        placeholder="Describe the image"
        className="h-8 pointer-coarse:h-11 w-64 max-sm:w-48"
        value={alt}
        onChange={({ target }) => editor.commands.updateAttributes('image', { alt: target.value || null })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || isComposing(event)) return
          event.preventDefault()
          editor.commands.focus()
        }}
      />
      <Button
        variant="ghost"
        size="iconSm"
        aria-label="Remove the image"
        title="Remove the image"
        onClick={() => editor.chain().focus().deleteSelection().run()}
      >
        <Trash2 />
      </Button>
    </ToolMenu>
  )
}

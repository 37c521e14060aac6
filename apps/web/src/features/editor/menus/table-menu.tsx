'use client'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import type { BubbleMenuProps } from '@tiptap/react/menus'
import { Trash2 } from 'lucide-react'
import { useCallback } from 'react'
import { isAtWork } from '../is-at-work.ts'
import { tableAround } from './table-facts.ts'
import {
  ColumnGone,
  ColumnLeft,
  ColumnRight,
  HeaderRow,
  RowAbove,
  RowBelow,
  RowGone,
} from './table-icons.tsx'
import { Tool, ToolLine } from './tool.tsx'
import { ToolMenu } from './tool-menu.tsx'

/** The height of the document's header, which the bar does not go under, and a little space. */
const UNDER_HEADER_PX = 60

/**
 * Above the table's outer edge, where the bar is in nobody's way. If the table begins above the window, the bar stays
 * in sight for as long as any of the table is.
 */
const place: BubbleMenuProps['options'] = {
  placement: 'top-end',
  offset: 6,
  flip: false,
  shift: {
    crossAxis: true,
    padding: { top: UNDER_HEADER_PX, left: 8, right: 8 },
    limiter: {
      fn: ({ x, y, rects: { reference, floating } }) => ({
        x,
        y: Math.min(Math.max(y, reference.y - floating.height), reference.y + reference.height),
      }),
    },
  },
}

/** Rows and columns, while the caret stands in a table. */
export function TableMenu({ editor }: { editor: Editor }) {
  const table = useEditorState({ editor, selector: ({ editor: { state } }) => tableAround(state) })
  const run = (command: 'addRowBefore' | 'addRowAfter' | 'addColumnBefore' | 'addColumnAfter') =>
    editor.chain().focus()[command]().run()
  const element = useCallback(() => elementOfTable(editor), [editor])
  return (
    <ToolMenu
      name="Table"
      barClassName="max-w-[calc(100vw-1rem)] overflow-x-auto"
      editor={editor}
      pluginKey="tableMenu"
      shouldShow={isWorkedOn}
      getReferencedVirtualElement={element}
      options={place}
    >
      <Tool name="Row above" disabled={table?.inHeaderRow ?? false} onClick={() => run('addRowBefore')}>
        <RowAbove />
      </Tool>
      <Tool name="Row below" onClick={() => run('addRowAfter')}>
        <RowBelow />
      </Tool>
      <Tool name="Column left" onClick={() => run('addColumnBefore')}>
        <ColumnLeft />
      </Tool>
      <Tool name="Column right" onClick={() => run('addColumnAfter')}>
        <ColumnRight />
      </Tool>
      <ToolLine />
      <Tool
        name="Header row"
        pressed={table?.hasHeaderRow ?? false}
        onClick={() => editor.chain().focus().toggleHeaderRow().run()}
      >
        <HeaderRow />
      </Tool>
      <ToolLine />
      <Tool name="Delete row" danger onClick={() => editor.chain().focus().deleteRow().run()}>
        <RowGone />
      </Tool>
      <Tool name="Delete column" danger onClick={() => editor.chain().focus().deleteColumn().run()}>
        <ColumnGone />
      </Tool>
      <Tool name="Delete table" danger onClick={() => editor.chain().focus().deleteTable().run()}>
        <Trash2 />
      </Tool>
    </ToolMenu>
  )
}

const isWorkedOn: BubbleMenuProps['shouldShow'] = ({ editor, from, to, ...bar }) =>
  editor.isEditable && from === to && editor.isActive('table') && isAtWork(bar)

function elementOfTable({ state, view }: Editor): HTMLElement | null {
  const table = tableAround(state)
  const element = table && view.nodeDOM(table.position)
  return element instanceof HTMLElement ? (element.closest<HTMLElement>('.tableWrapper') ?? element) : null
}

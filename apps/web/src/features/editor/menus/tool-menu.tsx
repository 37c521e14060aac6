'use client'
import { BubbleMenu, type BubbleMenuProps } from '@tiptap/react/menus'
import { type ReactNode, useEffect, useRef } from 'react'
import { Toolbar } from './tool.tsx'

interface ToolMenuProps extends Omit<BubbleMenuProps, 'ref' | 'children'> {
  editor: NonNullable<BubbleMenuProps['editor']>
  /** The name of the bar in it. */
  name: string
  barClassName?: string
  children: ReactNode
}

/** A bar that hangs over the text while there is something to be done there. */
export function ToolMenu({ name, barClassName, children, ...props }: ToolMenuProps) {
  const element = useRef<HTMLDivElement>(null)
  // Tiptap makes it a tab stop, before the tools in it and without a name.
  useEffect(() => {
    if (element.current) element.current.tabIndex = -1
  }, [])
  return (
    <BubbleMenu {...props} ref={element}>
      <Toolbar name={name} className={barClassName} onLeave={() => props.editor.commands.focus()}>
        {children}
      </Toolbar>
    </BubbleMenu>
  )
}

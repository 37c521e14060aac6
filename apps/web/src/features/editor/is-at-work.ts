import type { BubbleMenuProps } from '@tiptap/react/menus'

/**
 * Whether somebody has the focus in the text, or in the bar over it: what a document begins with is no place where anybody
 * works, nor is where the caret was left.
 */
export const isAtWork = ({
  view,
  element,
}: Pick<Parameters<NonNullable<BubbleMenuProps['shouldShow']>>[0], 'view' | 'element'>): boolean =>
  view.hasFocus() || element.contains(document.activeElement)

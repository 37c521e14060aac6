import type { BubbleMenuProps } from '@tiptap/react/menus'

/**
 * Whether the focus is in the text, or in the bar over it. Without it, the caret stands at the beginning or where it
 * was left, and nobody is at work there.
 */
export const isAtWork = ({
  view,
  element,
}: Pick<Parameters<NonNullable<BubbleMenuProps['shouldShow']>>[0], 'view' | 'element'>): boolean =>
  view.hasFocus() || element.contains(document.activeElement)

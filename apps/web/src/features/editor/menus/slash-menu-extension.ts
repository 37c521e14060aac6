'use client'
import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'
import { matchingItems, type SlashItem } from './slash-items.ts'
import { slashMenu } from './slash-menu-store.ts'

/** Typing “/” at the beginning of a word opens the menu of blocks; what follows filters it. */
export const SlashMenuExtension = Extension.create<{ documentId: string }>({
  name: 'slashMenu',
  // Somebody who goes elsewhere is not left with the menu over what they see.
  onBlur: () => slashMenu.close(),
  addProseMirrorPlugins() {
    const { editor } = this
    return [
      Suggestion<SlashItem, SlashItem>({
        editor,
        pluginKey: new PluginKey('slashMenu'),
        char: '/',
        allow: ({ state, range }) => !state.doc.resolve(range.from).parent.type.spec.code,
        items: ({ query, editor }) => matchingItems(query, editor.state),
        command: ({ editor, range, props }) => props.run(editor, range),
        render: () => ({
          onStart: slashMenu.open,
          onUpdate: slashMenu.open,
          onExit: slashMenu.close,
          onKeyDown({ event, view, range }) {
            // The plugin reports typing a moment later, but somebody who types fast means what stands there now.
            const query = view.state.doc.textBetween(range.from, range.to).slice(1)
            slashMenu.refresh(matchingItems(query, view.state), (item) => item.run(editor, range))
            return slashMenu.key(event.key)
          },
        }),
      }),
    ]
  },
})

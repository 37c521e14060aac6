/**
 * The schema of a document, declared once for the browser, the server and the tests. The editor shows it, Markdown is
 * read into it, and the server reads it out of a Y.Doc.
 */
import { type Extensions, mergeAttributes } from '@tiptap/core'
import { CodeBlockLowlight } from '@tiptap/extension-code-block-lowlight'
import { Image } from '@tiptap/extension-image'
import { Link } from '@tiptap/extension-link'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { Plugin, type Transaction } from '@tiptap/pm/state'
import StarterKit from '@tiptap/starter-kit'
import { isSafeLink } from './addresses.ts'
import { BlockIds } from './block-ids.ts'
import { lowlight } from './code-languages.ts'

/**
 * Raised with every change of the schema that an older editor would not understand: that editor would drop what it does
 * not know. The server refuses editors of an older version.
 */
export const schemaVersion = 1

/** Nodes that carry an id of their own, by which changes are told from additions. */
export const BLOCK_TYPES = [
  'paragraph',
  'heading',
  'codeBlock',
  'image',
  'horizontalRule',
  'taskItem',
] as const

export interface DocumentExtensionOptions {
  /** Whether a transaction comes from others: their blocks already have ids. */
  isRemote?: (transaction: Transaction) => boolean
  /** Replace extensions by ones of the same name that have a view in the browser, such as an image with handles. */
  replace?: Extensions
  /** Extra HTML attributes for the elements of lists and quotes in the browser, such as a direction. */
  containerAttributes?: Record<string, string>
}

/** Typing makes no change of more steps than this. */
const MAX_TYPED_STEPS = 100

/**
 * Text typed at the end of a link is not part of it. The schemes are not passed to Tiptap, which would register them
 * with linkify again for every editor: linkify knows them, and `isSafeLink` decides which ones are allowed.
 */
const LINK = Link.extend({
  inclusive: false,
  // A class set by the author could lay the link over the whole page.
  renderHTML({ HTMLAttributes: { href, title } }) {
    return [
      'a',
      mergeAttributes(this.options.HTMLAttributes, { href: isSafeLink(href ?? '') ? href : '', title }),
      0,
    ]
  },
  // Typed addresses become links. Tiptap finds them by comparing each step of a change with every other, so large
  // changes are left out.
  addProseMirrorPlugins() {
    return (this.parent?.() ?? []).map((plugin) => {
      const { appendTransaction } = plugin.spec
      if (!appendTransaction) return plugin
      return new Plugin({
        ...plugin.spec,
        appendTransaction: (transactions, ...states) =>
          transactions.reduce((count, { steps }) => count + steps.length, 0) > MAX_TYPED_STEPS
            ? null
            : appendTransaction.call(plugin, transactions, ...states),
      })
    })
  },
}).configure({
  openOnClick: false,
  autolink: true,
  linkOnPaste: true,
  defaultProtocol: 'https',
  isAllowedUri: (url) => isSafeLink(url),
  HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
})

/** The extensions that make up the schema. Undo is left out: it belongs to collaboration. */
export function documentExtensions({
  isRemote,
  replace = [],
  containerAttributes = {},
}: DocumentExtensionOptions = {}): Extensions {
  const containers = { HTMLAttributes: containerAttributes }
  const extensions: Extensions = [
    StarterKit.configure({
      heading: { levels: [1, 2, 3] },
      bulletList: containers,
      orderedList: containers,
      blockquote: containers,
      codeBlock: false,
      undoRedo: false,
      trailingNode: false,
      dropcursor: false,
      link: false,
    }),
    LINK,
    CodeBlockLowlight.configure({ lowlight, defaultLanguage: null }),
    TaskList.configure(containers),
    TaskItem.configure({
      nested: true,
      // The task's own words only: tasks nested in it have checkboxes of their own.
      a11y: { checkboxLabel: ({ firstChild }) => firstChild?.textContent || 'Task' },
    }),
    Table.configure({ resizable: false }),
    TableRow,
    TableHeader,
    TableCell,
    Image.configure({ allowBase64: false }),
    BlockIds.configure({
      attributeName: 'id',
      types: [...BLOCK_TYPES],
      generateID: newBlockId,
      filterTransaction: isRemote ? (transaction) => !isRemote(transaction) : null,
    }),
  ]
  const names = new Set(replace.map(({ name }) => name))
  return [...extensions.filter(({ name }) => !names.has(name)), ...replace]
}

/** A short id for a block, unique within any document of a sensible size. */
export function newBlockId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))]
    .map((byte) => byte.toString(36).padStart(2, '0'))
    .join('')
}

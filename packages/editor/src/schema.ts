import { getSchema } from '@tiptap/core'
import { documentExtensions } from './document-extensions.ts'

/** The extensions as the server uses them: without a view and without other people's transactions. */
export const serverExtensions = documentExtensions()

/** The ProseMirror schema of a document. */
export const schema = getSchema(serverExtensions)

/** Whether an element of this name is a line: it holds text, and no other blocks. */
export const isTextBlock = (name: string) => schema.nodes[name]?.isTextblock ?? false

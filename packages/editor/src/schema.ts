import { getSchema } from '@tiptap/core'
import { documentExtensions } from './document-extensions.ts'

/** The extensions as the server uses them: without a view and without other people's transactions. */
export const serverExtensions = documentExtensions()

/** The ProseMirror schema of a document. */
export const schema = getSchema(serverExtensions)

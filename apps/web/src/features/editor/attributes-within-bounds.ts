import { readAttributes } from '@quillwire/editor'
import { Extension } from '@tiptap/core'
import type { Schema } from '@tiptap/pm/model'

/**
 * What a program wrote into the Y.Doc reaches the editor unchecked: an address that is no text ended the page of everybody
 * who opened the document. y-tiptap makes nodes and marks by these two of the schema; there attributes are read as the
 * server reads them.
 */
export function keepWithinBounds(schema: Schema): void {
  const { node, mark } = schema
  schema.node = (type, attributes, ...rest) =>
    node.call(schema, type, attributes && readAttributes(attributes), ...rest)
  schema.mark = (type, attributes) => mark.call(schema, type, attributes && readAttributes(attributes))
}

export const AttributesWithinBounds = Extension.create({
  name: 'attributesWithinBounds',
  onBeforeCreate() {
    keepWithinBounds(this.editor.schema)
  },
})

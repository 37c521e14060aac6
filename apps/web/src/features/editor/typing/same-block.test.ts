import { documentExtensions } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { EditorState } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { sameBlock } from './same-block.ts'

const schema = getSchema(documentExtensions())
const { paragraph, heading, codeBlock } = schema.nodes
if (!paragraph || !heading || !codeBlock) throw new Error('the schema lacks a kind of line')

/** Lines with ids. */
function stateOf(...lines: [id: string, text: string][]) {
  const blocks = lines.map(([id, text]) => paragraph?.create({ id }, schema.text(text)))
  const doc = schema.node('doc', null, blocks as never)
  return EditorState.create({ doc, plugins: [sameBlock()] })
}

const linesOf = (state: EditorState) =>
  state.doc.content.content.map((node) => [node.type.name, node.attrs.id, node.textContent])

test('a line that becomes a heading, a block of code, and a line again is the same block', () => {
  const at = '# '.length + 1
  let state = stateOf(['a', '# One'], ['b', 'Two'])
  // As the editor does it when the last of “# ” is typed.
  state = state.apply(state.tr.delete(1, at).setBlockType(1, 1, heading, { level: 1 }))
  expect(linesOf(state)).toEqual([
    ['heading', 'a', 'One'],
    ['paragraph', 'b', 'Two'],
  ])
  state = state.apply(state.tr.setBlockType(1, 1, codeBlock))
  expect(linesOf(state)[0]).toEqual(['codeBlock', 'a', 'One'])
  state = state.apply(state.tr.setNodeMarkup(0, paragraph))
  expect(linesOf(state)[0]).toEqual(['paragraph', 'a', 'One'])
})

test('a new line does not have the id of another', () => {
  let state = stateOf(['a', 'One'])
  state = state.apply(state.tr.insert(5, paragraph.create(null, schema.text('Two'))))
  state = state.apply(state.tr.insert(0, heading.create(null, schema.text('Zero'))))
  expect(linesOf(state).map(([, id]) => id)).toEqual([null, 'a', null])
})

test('many lines that become headings keep their ids, all in one step', () => {
  const lines = Array.from({ length: 500 }, (_, index): [string, string] => [`id ${index}`, `Line ${index}`])
  const before = stateOf(...lines)
  const { state, transactions } = before.applyTransaction(
    before.tr.setBlockType(0, before.doc.content.size, heading, { level: 2 }),
  )
  expect(linesOf(state)).toEqual(lines.map(([id, text]) => ['heading', id, text]))
  expect(transactions.slice(1).flatMap(({ steps }) => steps)).toHaveLength(1)
})

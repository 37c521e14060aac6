import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type SharedTextField, shareTextField, type TextField } from './shared-text-field.ts'

/** As much of a `<textarea>` as its user notices: what is typed replaces what is selected. */
class Field extends EventTarget implements TextField {
  #value = ''
  selectionStart = 0
  selectionEnd = 0

  get value() {
    return this.#value
  }

  set value(value: string) {
    this.#value = value
    this.setSelectionRange(value.length, value.length)
  }

  setSelectionRange(start: number, end: number) {
    this.selectionStart = start
    this.selectionEnd = end
  }

  matches() {
    return true
  }

  insert(letters: string) {
    const at = this.selectionStart + letters.length
    this.value = this.#value.slice(0, this.selectionStart) + letters + this.#value.slice(this.selectionEnd)
    this.setSelectionRange(at, at)
  }

  type(letters: string) {
    for (const letter of letters) {
      this.insert(letter)
      this.dispatchEvent(new Event('input'))
    }
  }
}

let mine: Y.Text
let field: Field
let shared: SharedTextField

beforeEach(() => {
  mine = new Y.Doc().getText('title')
  mine.insert(0, 'The plan')
  field = new Field()
  shared = shareTextField(field, mine)
})

const caretAt = (position: number) => field.setSelectionRange(position, position)

/** What somebody else does, as it arrives here. */
function elsewhere(edit: (text: Y.Text) => void) {
  const theirs = new Y.Doc()
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine.doc as Y.Doc)) // a document gave it
  edit(theirs.getText('title'))
  Y.applyUpdate(mine.doc as Y.Doc, Y.encodeStateAsUpdate(theirs))
}

test('what others write is in the field before the next letter, and the caret stays between its letters', () => {
  caretAt('The '.length)
  elsewhere((text) => text.insert(0, 'Now: '))
  elsewhere((text) => text.insert(text.length, ' of all'))
  elsewhere((text) => text.delete(0, 'Now'.length))
  expect(field.value).toBe(': The plan of all')
  field.type('new ')
  expect(mine.toString()).toBe(': The new plan of all')
  expect(field.value).toBe(mine.toString())
})

test('letters of two people at once are all there', () => {
  caretAt(0)
  for (const [index, letter] of [...'Before it: '].entries()) {
    field.type(letter)
    elsewhere((text) => text.insert(text.length, ' after'[index % 6] ?? ''))
  }
  expect(mine.toString()).toBe('Before it: The plan after afte')
  expect(field.value).toBe(mine.toString())
})

test('what is selected stays selected, and is replaced by what is typed', () => {
  field.setSelectionRange(4, 8)
  elsewhere((text) => text.insert(0, 'Oh, '))
  field.type('launch')
  expect(mine.toString()).toBe('Oh, The launch')
})

test('what an input method composes is not disturbed, and goes where its place has moved', () => {
  caretAt('The '.length)
  field.dispatchEvent(new Event('compositionstart'))
  field.type('に')
  elsewhere((text) => text.insert(0, 'Oh, '))
  expect(field.value).toBe('The にplan')
  field.type('ほん')
  expect(mine.toString()).toBe('Oh, The plan')
  field.dispatchEvent(new Event('compositionend'))
  expect(mine.toString()).toBe('Oh, The にほんplan')
  expect(field.value).toBe(mine.toString())
  field.type('!')
  expect(mine.toString()).toBe('Oh, The にほん!plan')
})

test('line breaks become spaces, and the caret stands behind them', () => {
  caretAt('The '.length)
  field.insert('next\n  big\n')
  field.dispatchEvent(new Event('input'))
  field.type('!')
  expect(mine.toString()).toBe('The next big !plan')
  expect(field.value).toBe(mine.toString())
})

test('undo takes back what was written here, and nothing of others', () => {
  caretAt('The '.length)
  field.type('new ')
  elsewhere((text) => text.insert(0, 'Oh, '))
  elsewhere((text) => text.insert('Oh, The ne'.length, 'eee'))
  shared.undo()
  expect(field.value).toBe('Oh, The eeeplan')
  shared.redo()
  expect(field.value).toBe('Oh, The neeeew plan')
  expect(mine.toString()).toBe(field.value)
  shared.undo()
  shared.undo()
  expect(field.value).toBe('Oh, The eeeplan')
})

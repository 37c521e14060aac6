import { expect, test } from 'vitest'
import { filesIn } from './files-in-clipboard.ts'

const cat = new File([], 'cat.png', { type: 'image/png' })
const dog = new File([], 'dog.png', { type: 'image/png' })

function clipboard(files: File[], text?: string) {
  const list = Object.assign([...files], { item: (index: number) => files[index] ?? null })
  return {
    types: text === undefined ? ['Files'] : ['text/plain', 'Files'],
    files: list as unknown as FileList, // Node has no other way to make one
    getData: () => text ?? '',
  }
}

test('files are files, and a picture of copied text is none', () => {
  expect(filesIn(clipboard([cat, dog]))).toEqual([cat, dog])
  expect(filesIn(clipboard([cat], 'Name\tTotal\nLisbon\t12'))).toEqual([])
  expect(filesIn(null)).toEqual([])
})

test('files with their names as text beside them, as macOS gives them, are files', () => {
  expect(filesIn(clipboard([cat], 'cat.png'))).toEqual([cat])
  expect(filesIn(clipboard([cat, dog], 'cat.png\rdog.png'))).toEqual([cat, dog])
  expect(filesIn(clipboard([cat, dog], 'cat.png'))).toEqual([])
})

import { expect, test } from 'vitest'
import { codeLanguage, codeLanguages, lowlight } from './code-languages.ts'

test('a language has one name for people, whatever it is called in Markdown', () => {
  for (const name of ['js', 'JavaScript', 'jsx']) expect(codeLanguage(name)?.title).toBe('JavaScript')
  expect(codeLanguage('klingon')).toBeUndefined()
})

test('code is coloured by every name that is known', () => {
  for (const { id, aliases = [] } of codeLanguages)
    for (const name of [id, ...aliases]) expect(lowlight.registered(name), name).toBe(true)
})

test('code without a language is not guessed at', () => {
  expect(lowlight.highlightAuto('const a = 1').children).toEqual([])
})

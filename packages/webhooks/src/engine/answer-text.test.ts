import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { answerText, MAX_ANSWER_BYTES } from './answer-text.ts'

const words = '{"reply":{"comment":"Übersetzt: 😀"}}'

test.each<[string, Buffer]>([
  ['gzip', gzipSync(words)],
  ['X-Gzip', gzipSync(words)],
  ['deflate', deflateSync(words)],
  ['br', brotliCompressSync(words)],
  ['zstd', zstdCompressSync(words)],
  ['identity', Buffer.from(words)],
])('an answer compressed as %s is read', (encoding, bytes) => {
  expect(answerText([bytes], { 'content-encoding': encoding })).toBe(words)
})

test('of a compressed answer that was cut the beginning is read, and no more than of an uncompressed one', () => {
  const long = Array.from({ length: 3000 }, (_, line) => `line ${line * 7919}\n`).join('')
  const cut = gzipSync(long).subarray(0, MAX_ANSWER_BYTES)
  expect(answerText([cut], { 'content-encoding': 'gzip' })).toBe(long.slice(0, MAX_ANSWER_BYTES))
})

test('an answer that is wrongly said to be compressed, or would unpack without end, is shown as it came', () => {
  expect(answerText([Buffer.from('Bad gateway')], { 'content-encoding': 'gzip' })).toBe('Bad gateway')
  expect(answerText([Buffer.from('Bad gateway')], { 'content-encoding': 'klingon' })).toBe('Bad gateway')
  const bomb = brotliCompressSync(Buffer.alloc(64 * 1024 * 1024))
  expect(bomb.length).toBeLessThan(MAX_ANSWER_BYTES)
  expect(answerText([bomb], { 'content-encoding': 'br' }).length).toBeLessThanOrEqual(bomb.length)
})

test('letters are read by the charset that the answer names', () => {
  const type = (charset: string) => ({ 'content-type': `text/html; charset=${charset}` })
  expect(answerText([Buffer.from('café', 'latin1')], type('iso-8859-1'))).toBe('café')
  expect(answerText([Buffer.from('café', 'utf16le')], type('"UTF-16LE"'))).toBe('café')
  expect(answerText([Buffer.from('café')], type('utf-8'))).toBe('café')
  expect(answerText([Buffer.from('café')], type('klingon'))).toBe('café')
  expect(answerText([Buffer.from('café')], {})).toBe('café')
  // Unless the answer begins with a byte order mark.
  expect(answerText([Buffer.from('\ufeffcafé', 'utf16le')], type('utf-8'))).toBe('café')
})

test('no letter is cut in two at the end, and what PostgreSQL cannot hold is left out', () => {
  expect(answerText([Buffer.from(`${'x'.repeat(MAX_ANSWER_BYTES - 1)}é`)], {})).toBe(
    'x'.repeat(MAX_ANSWER_BYTES - 1),
  )
  expect(answerText([Buffer.from('a\0b')], {})).toBe('a\uFFFDb')
})

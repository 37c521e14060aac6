import { expect, test } from 'vitest'
import { cleanLine, cleanText } from './clean.ts'
import { fit, linesWithin } from './fit.ts'
import { httpUrl } from './http-url.ts'
import { markdownText } from './markdown.ts'
import { neutral, neutralMarks, neutralMentions } from './neutral.ts'

const seen = (text: string) => text.replaceAll('\u200b', '·')

test('clean text has its lines, and nothing invisible', () => {
  expect(cleanText('  a\tb \r\n\r\n\r\n\u0000c\u202e  d\ud83d')).toBe('a b\n\nc d\ufffd')
  expect(cleanText('a\rb\u2028c\u0085d')).toBe('a\nb\nc\nd')
  expect(cleanLine('a\n\nb')).toBe('a b')
  expect(cleanText(' \u200b\u3164\n')).toBe('')
  expect(cleanText(`Z${'\u0336'.repeat(500)}a`)).toHaveLength(8)
  expect(cleanText('👩‍👩‍👧‍👦 नमस्ते مرحبا')).toBe('👩‍👩‍👧‍👦 नमस्ते مرحبا')
})

test('text is cut between characters as people see them, and never within an escape', () => {
  expect(fit('short', 5)).toBe('short')
  expect(fit('longer', 5)).toBe('long…')
  expect(fit('a long one', 7)).toBe('a long…')
  expect(fit('👍🏽👍🏽👍🏽', 10)).toBe('👍🏽👍🏽…')
  expect(fit('&&&&', 12, (text) => text.replaceAll('&', '&amp;'))).toBe('&amp;&amp;…')
  expect(fit('text', 0)).toBe('')
})

test('lines that do not fit are counted', () => {
  const lines = ['the first change', 'the second change', 'the third change']
  expect(linesWithin(lines, 0, 100)).toEqual(lines)
  expect(linesWithin(lines, 2, 100)).toEqual([...lines, 'and 2 more changes'])
  expect(linesWithin(lines, 1, 100)).toEqual([...lines, 'and 1 more change'])
  expect(linesWithin(lines, 0, 50)).toEqual(['the first change', 'and 2 more changes'])
  expect(linesWithin(lines, 0, 18)).toEqual(['and 3 more changes'])
  expect(linesWithin(lines, 0, 17)).toEqual([])
})

test('an @ that would mention somebody is broken, that of an e-mail address is not', () => {
  expect(seen(neutralMentions('@all, .@ada (@here) foo@everyone'))).toBe(
    '@·all, .@·ada (@·here) foo@·everyone',
  )
  expect(neutralMentions('ada@example.com @ home')).toBe('ada@example.com @ home')
})

test('only marks that would have an effect are replaced', () => {
  expect(neutralMarks('*bold* _it_ ~no~ `code`')).toBe('∗bold∗ ˍitˍ ∼no∼ ˋcodeˋ')
  expect(neutralMarks('snake_case 2*3*4 ~/notes 5 * 6')).toBe('snake_case 2*3*4 ~/notes 5 * 6')
  expect(neutralMarks('see https://x.test/_a_/~b~ _it_')).toBe('see https://x.test/_a_/~b~ ˍitˍ')
})

test('tokens, links and beginnings of lines are broken', () => {
  expect(seen(neutral('<at>x</at> <3 < [x](y)\n# head\n- item\n12. twelfth'))).toBe(
    '<·at>x<·/at> <·3 < [x]·(y)\n·# head\n·- item\n·12. twelfth',
  )
  expect(seen(neutral('1) one\n-# small'))).toBe('·1) one\n·-# small')
  expect(neutral('#1 is −5 or -5, 2.5 > 1')).toBe('#1 is −5 or -5, 2.5 > 1')
})

test('Markdown shows the text as it is, and addresses can be followed', () => {
  expect(seen(markdownText('**b** [x](javascript:y) <@1> ||s||'))).toBe(
    '\\*\\*b\\*\\* \\[x\\](javascript:y) <·@·1> \\|\\|s\\|\\|',
  )
  expect(markdownText('see https://x.test/a_b?c=d. *now*')).toBe('see https://x.test/a_b?c=d. \\*now\\*')
})

test('only web addresses without credentials are links', () => {
  expect(httpUrl('https://docs.example.com/d/1|<x>')).toBe('https://docs.example.com/d/1%7C%3Cx%3E')
  for (const url of [
    'javascript:alert(1)',
    'ftp://x.test',
    '//x.test',
    '',
    'https://a:b@x.test',
    'https://a@x.test',
    `http://x.test/${'a'.repeat(2000)}`,
  ])
    expect(httpUrl(url)).toBeNull()
})

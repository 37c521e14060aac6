import { expect, test } from 'vitest'
import { isSafeImage, isSafeLink } from './addresses.ts'

test.each([
  ['https://x.example/a', true, true],
  ['HTTP://x.example', true, true],
  ['/api/v1/documents/1/files/2', true, true],
  ['mailto:ada@x.example', true, false],
  ['tel:+49301234', true, false],
  ['a/b.png', true, false],
  ['#a', true, false],
  // Of another site, though they look like paths.
  ['//x.example/a', false, false],
  ['/\\x.example/a', false, false],
  ['/\t/x.example/a', false, false],
  ['javascript:alert(1)', false, false],
  ['java\nscript:alert(1)', false, false],
  ['\u0001 JavaScript:alert(1)', false, false],
  ['data:image/svg+xml,<svg/>', false, false],
  ['vbscript:a', false, false],
  ['ftp://x.example', false, false],
])('%j: followed as a link %s, shown as an image %s', (address, link, image) => {
  expect([isSafeLink(address), isSafeImage(address)]).toEqual([link, image])
})

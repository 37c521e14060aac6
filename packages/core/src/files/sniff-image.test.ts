import { expect, test, vi } from 'vitest'
import { sniffImage } from './sniff-image.ts'

/** The first bytes of pictures of 300 × 200. */
test.each([
  ['GIF', 'R0lGODlhLAHIAIAAAExpcQECAyH5BAUAAAAALAAAAAAsAcgA', 'gif', 300, 200],
  ['lossy WebP', 'UklGRqYAAABXRUJQVlA4IJoAAABwEACdASosAcgAP83m8XO/', 'webp', 300, 200],
  ['lossless WebP', 'UklGRigAAABXRUJQVlA4TBwAAAAvK8ExAAdQgVQIIAAKmv7H', 'webp', 300, 200],
  ['WebP with transparency', 'UklGRtIAAABXRUJQVlA4WAoAAAAQAAAAKwEAxwAAQUxQSBIA', 'webp', 300, 200],
  ['AVIF', 'AAAAHGZ0eXBhdmlmAAAAAG1pZjFhdmlmbWlhZgAAANZtZXRh', 'avif', null, null],
])('%s is recognised with its size', (_, base64, extension, width, height) => {
  const facts = { contentType: `image/${extension}`, extension, width, height }
  expect(sniffImage(Buffer.from(base64, 'base64'))).toEqual(facts)
})

const segment = (marker: number, content: number[]) => [
  0xff,
  marker,
  ...[content.length + 2].flatMap((length) => [length >> 8, length & 0xff]),
  ...content,
]
const exif = (tiff: number[]) => segment(0xe1, [...Buffer.from('Exif\0\0'), ...tiff])
const tables = segment(0xc4, Array(20).fill(0))
/** Of 300 × 200. */
const frame = segment(0xc2, [8, 0, 200, 1, 44, 3])
const jpeg = (...segments: number[][]) =>
  sniffImage(Uint8Array.from([0xff, 0xd8, ...segments.flat(), 0xff, 0xda]))

const INTEL = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
const MOTOROLA = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8]
const turned = (orientation: number) =>
  exif([
    ...INTEL,
    2,
    0,
    ...[0x0f, 0x01, 2, 0, 2, 0, 0, 0, 6, 0, 0, 0],
    ...[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0],
  ])
const turnedByMotorola = (orientation: number) =>
  exif([...MOTOROLA, 0, 1, ...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]])

test.each([
  ['that does not say how it is turned', [], 300, 200],
  ['upright', [turned(1)], 300, 200],
  ['upside down', [turned(3)], 300, 200],
  ['turned to the right, as phones take most', [turned(6)], 200, 300],
  ['turned to the left', [turned(8)], 200, 300],
  ['turned and mirrored', [turned(5)], 200, 300],
  ['turned, in the other byte order', [turnedByMotorola(6)], 200, 300],
  ['turned in no known direction', [turned(9)], 300, 200],
  ['cut off in the middle of it', [turned(6).slice(0, 4), []], null, null],
  ['with nothing in it', [exif([])], 300, 200],
  ['with a place outside of it', [exif([...INTEL.slice(0, 4), 255, 255, 255, 255])], 300, 200],
  ['with more entries than there are', [exif([...INTEL, 255, 255])], 300, 200],
])('a JPEG %s has the size in which it is shown', (_, segments, width, height) => {
  expect(jpeg(...segments, tables, frame)).toEqual({
    contentType: 'image/jpeg',
    extension: 'jpg',
    width,
    height,
  })
})

test('a JPEG whose segments all claim more than they hold is not searched beyond them', () => {
  const claim = exif([...INTEL, 255, 255])
  const comments = Array.from({ length: 13 }, () => segment(0xfe, Array(65_000).fill(0)))
  const read = vi.spyOn(DataView.prototype, 'getUint16')
  expect(jpeg(...Array(20).fill(claim), ...comments, frame)).toMatchObject({ width: 300, height: 200 })
  expect(read.mock.calls.length).toBeLessThan(1000)
  read.mockRestore()
})

test.each([
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['HTML', '<!doctype html><script>x()</script>'],
  ['a sound in the same container as WebP', 'RIFF\x24\0\0\0WAVEfmt \x10\0\0\0'],
  ['a film in the same container as AVIF', '\0\0\0\x20ftypisom\0\0\x02\0isomiso2'],
  ['less than any head', 'GIF89a'],
])('%s is not an image', (_, bytes) => {
  expect(sniffImage(Buffer.from(bytes, 'latin1'))).toBeNull()
})

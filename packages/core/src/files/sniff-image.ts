export interface ImageFacts {
  contentType: string
  extension: string
  width: number | null
  height: number | null
}

/**
 * What kind of image these bytes are, by the bytes alone: what a client claims proves nothing. Null unless it is a kind
 * that browsers show without running anything. SVG is not, since it can contain scripts.
 */
export function sniffImage(bytes: Uint8Array): ImageFacts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ascii = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  if (bytes.length < 16) return null
  if (ascii(1, 4) === 'PNG' && bytes[0] === 0x89 && bytes.length >= 24) {
    const [width, height] = [view.getUint32(16), view.getUint32(20)]
    // PNG, 11.2.1: anything larger is not a PNG.
    if (Math.max(width, height) > 2 ** 31 - 1) return null
    return { contentType: 'image/png', extension: 'png', width, height }
  }
  if (ascii(0, 6) === 'GIF87a' || ascii(0, 6) === 'GIF89a')
    return {
      contentType: 'image/gif',
      extension: 'gif',
      width: view.getUint16(6, true),
      height: view.getUint16(8, true),
    }
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff)
    return { contentType: 'image/jpeg', extension: 'jpg', ...jpegSize(view) }
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP')
    return { contentType: 'image/webp', extension: 'webp', ...webpSize(view, ascii(12, 16)) }
  if (ascii(4, 8) === 'ftyp' && ['avif', 'avis'].includes(ascii(8, 12)))
    return { contentType: 'image/avif', extension: 'avif', width: null, height: null }
  return null
}

const unknown = { width: null, height: null }

/**
 * The size at which it is shown. ITU T.81, B.2.2: the frame header is the first marker from SOF0 to SOF15 that is not
 * DHT, JPG or DAC. Before it, in APP1, a camera records how it was held.
 */
function jpegSize(view: DataView) {
  let at = 2
  let orientation: number | undefined
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)]
      return (orientation ?? 1) > 4 ? { width: height, height: width } : { width, height }
    }
    const next = at + 2 + view.getUint16(at + 2)
    if (marker === 0xe1) orientation ??= orientationIn(view, at + 4, next)
    at = next
  }
  return unknown
}

const ORIENTATION = 0x0112

/**
 * The orientation. Exif 2.32, 4.6.4: from 5 to 8, the picture lies on its side. 1 when the segment does not say;
 * undefined when it is not Exif. Nothing beyond the segment is read, whatever it claims, since a file may contain a
 * million of them.
 */
function orientationIn(view: DataView, from: number, end: number): number | undefined {
  if (numberAt(view, from) !== 0x4578 || numberAt(view, from + 2) !== 0x6966) return undefined
  const tiff = partOf(view, from + 6, end)
  const isLittle = numberAt(tiff, 0) === 0x4949
  // Reads only the lower half of the offset: in a segment of 64 KiB, the upper half is zero.
  const directory = numberAt(tiff, isLittle ? 4 : 6, isLittle)
  const entries = partOf(tiff, directory + 2, directory + 2 + 12 * numberAt(tiff, directory, isLittle))
  for (let at = 0; at < entries.byteLength; at += 12) {
    if (numberAt(entries, at, isLittle) !== ORIENTATION) continue
    const orientation = numberAt(entries, at + 8, isLittle)
    return orientation <= 8 ? orientation : 1
  }
  return 1
}

/** The part from `from` to `end`, as far as it exists. */
function partOf(view: DataView, from: number, end: number): DataView {
  const first = Math.min(from, view.byteLength)
  return new DataView(
    view.buffer,
    view.byteOffset + first,
    Math.max(0, Math.min(end, view.byteLength) - first),
  )
}

/** The number in two bytes; 0 past the end. */
function numberAt(view: DataView, at: number, isLittle = false): number {
  return at + 2 <= view.byteLength ? view.getUint16(at, isLittle) : 0
}

/** RFC 9649: the three kinds of WebP say their size in different places. */
function webpSize(view: DataView, kind: string) {
  if (view.byteLength < 30) return unknown
  if (kind === 'VP8 ')
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
  }
  if (kind === 'VP8X')
    return { width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >> 8) + 1 }
  return unknown
}

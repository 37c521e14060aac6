/** What a file must be to appear in a document as an image. Checked before it is sent, and when it has arrived. */

/** The largest image file, in bytes. */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024

export const IMAGE_TOO_LARGE = `A file may have at most ${MAX_IMAGE_BYTES / 1024 / 1024} MiB.`
export const NO_IMAGE = 'Only PNG, JPEG, GIF, WebP and AVIF images can be put into a document.'

import type { FileStore } from './file-store.ts'

/** Always the same, so that tries that were cut off leave one at most. */
const KEY = 'quillwire-try'

/**
 * Writes and deletes something: of a wrong key, name or right, whoever starts Quillwire is to learn, and not whoever
 * uploads first. For a bucket: a folder is looked at before the start.
 *
 * @throws as `FileStore` does.
 */
export async function tryBucket(files: FileStore): Promise<void> {
  await files.put(KEY, new TextEncoder().encode('try'), 'text/plain')
  await files.delete(KEY)
}

/** Where the bytes of uploaded files are stored: a folder or an S3 bucket, as `FILES_URL` says. */
export interface FileStore {
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>
  /** Null when there is no such file. */
  read(key: string): Promise<Uint8Array | null>
  /** Does nothing when there is no such file. */
  delete(key: string): Promise<void>
}

/** Where the bytes of uploaded files are stored: a folder or an S3 bucket, as `FILES_URL` says. */
export interface FileStore {
  /** @throws `file_store_full` or `file_store_unavailable`, with the reason as its cause. */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>
  /**
   * Null when there is no such file.
   *
   * @throws `file_store_unavailable`, with the reason as its cause.
   */
  read(key: string): Promise<Uint8Array | null>
  /** Does nothing when there is no such file. */
  delete(key: string): Promise<void>
}

/** Where the bytes of uploaded files lie: a folder or an S3 bucket, as `FILES_URL` says. */
export interface FileStore {
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>
  /** Null when there is no such file. */
  read(key: string): Promise<Uint8Array | null>
  /** Of what is not there, nothing. */
  delete(key: string): Promise<void>
}

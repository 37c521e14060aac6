import { answerIn, signedIn, unreachable } from './api.ts'

export interface UploadOptions {
  /** How many bytes were sent; the whole is a little more than the file. */
  onProgress?(sent: number, whole: number): void
  signal?: AbortSignal
}

/**
 * A `POST` of a file to `/api/v1` that reports its progress, which `fetch` cannot.
 * @throws ApiError as `api` does; the signal's reason if it was aborted.
 */
export async function upload<Answer>(
  path: string,
  form: FormData,
  { onProgress, signal }: UploadOptions = {},
): Promise<Answer> {
  return await signedIn('POST', async () => {
    const { response, text } = await new Promise<{ response: Response; text: string }>((done, fail) => {
      signal?.throwIfAborted()
      const request = new XMLHttpRequest()
      request.open('POST', `/api/v1${path}`)
      request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded, total)
      request.onload = () => {
        const { status, responseText: text } = request
        const type = request.getResponseHeader('content-type') ?? ''
        done({ response: new Response(text, { status, headers: { 'content-type': type } }), text })
      }
      request.onerror = () => fail(unreachable())
      request.onabort = () => fail(signal?.reason)
      signal?.addEventListener('abort', () => request.abort())
      request.send(form)
    })
    return answerIn<Answer>(response, text, false)
  })
}

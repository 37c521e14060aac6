/** The content type of a problem document (RFC 9457), as which errors are reported everywhere. */
export const PROBLEM_JSON = 'application/problem+json'

export interface Problem {
  title: string
  status: number
  /** Stable: programs branch on it. */
  code: string
  /** What is wrong and what to do about it. */
  detail: string
}

/** The document, with the URI that names its kind. */
export function problemDocument<Given extends Problem>(problem: Given): string {
  return JSON.stringify({ type: `urn:quillwire:problem:${problem.code}`, ...problem })
}

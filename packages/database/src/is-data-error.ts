/**
 * Whether PostgreSQL refuses what is to be written for what it is, so that trying again would change nothing: SQLSTATE
 * classes 22 (data), 23 (integrity) and 54 (limits). Of integrity not what depends on other rows, which may be there or
 * gone by the next time: a foreign key, and a unique key that was taken by a commit of whose success nobody heard.
 */
export function isDataError(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false
  const code = String(error.code)
  return /^(22|23|54)...$/.test(code) && !OTHER_ROWS.has(code)
}

const OTHER_ROWS = new Set(['23503', '23505'])

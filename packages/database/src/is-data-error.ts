/**
 * Whether PostgreSQL rejects the data itself, so that trying again would change nothing: SQLSTATE classes 22 (data), 23
 * (integrity) and 54 (limits). Integrity errors that depend on other rows do not count, since those rows may be there
 * or gone the next time: a foreign key, and a unique key that an earlier commit took whose success was never reported.
 */
export function isDataError(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false
  const code = String(error.code)
  return /^(22|23|54)...$/.test(code) && !OTHER_ROWS.has(code)
}

const OTHER_ROWS = new Set(['23503', '23505'])

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Keeps owners and permissions, which PostgreSQL checks. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', `${from}/.`, to])
}

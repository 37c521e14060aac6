'use client'
import { useLinkStatus } from 'next/link'

/** Within a link: marks it from the click until the page has come, for a look given with `has-data-pending:`. */
export function LinkPending() {
  return useLinkStatus().pending ? <span hidden data-pending /> : null
}

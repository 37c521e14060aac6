'use client'
import { useLinkStatus } from 'next/link'

/** Within a link: marks it from the click until its page has loaded, for styling with `has-data-pending:`. */
export function LinkPending() {
  return useLinkStatus().pending ? <span hidden data-pending /> : null
}

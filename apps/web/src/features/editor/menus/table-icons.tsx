import type { ReactNode } from 'react'

/** Drawn like the icons of lucide, which has none for rows and columns. */
function Icon({ turned = 0, children }: { turned?: 0 | 90 | 180 | 270; children: ReactNode }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ rotate: `${turned}deg` }}
    >
      {children}
    </svg>
  )
}

const added = (
  <>
    <rect x="3" y="12" width="18" height="9" rx="2" />
    <path d="M12 2v6M9 5h6" />
  </>
)
const removed = (
  <>
    <rect x="2" y="6" width="20" height="12" rx="2" />
    <path d="m10 10 4 4m0-4-4 4" />
  </>
)

export const RowAbove = () => <Icon>{added}</Icon>
export const RowBelow = () => <Icon turned={180}>{added}</Icon>
export const ColumnLeft = () => <Icon turned={270}>{added}</Icon>
export const ColumnRight = () => <Icon turned={90}>{added}</Icon>
export const RowGone = () => <Icon>{removed}</Icon>
export const ColumnGone = () => <Icon turned={90}>{removed}</Icon>
export const HeaderRow = () => (
  <Icon>
    <rect x="3" y="3" width="18" height="18" rx="2" />
    <path d="M3 9h18M12 9v12" />
    <path d="M4 6h16" strokeWidth="5" strokeLinecap="butt" />
  </Icon>
)

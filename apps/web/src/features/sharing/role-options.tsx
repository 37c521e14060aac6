const grantableRoles = { editor: 'Can edit', commenter: 'Can comment', viewer: 'Can view' }

export type GrantableRole = keyof typeof grantableRoles

export const roleNames = { owner: 'Owner', ...grantableRoles }

/** Gives the selects of roles that stand below each other the same width, if there is room. */
export const ROLE_WIDTH = 'shrink-0 sm:w-38 sm:pointer-coarse:w-42'

/** The roles that can be given, in a select. */
export function RoleOptions() {
  return Object.entries(grantableRoles).map(([role, name]) => (
    <option key={role} value={role}>
      {name}
    </option>
  ))
}

const grantableRoles = { editor: 'Can edit', commenter: 'Can comment', viewer: 'Can view' }

export type GrantableRole = keyof typeof grantableRoles

export const roleNames = { owner: 'Owner', ...grantableRoles }

/** Choices of roles below each other are of one width, where there is room for it. */
export const ROLE_WIDTH = 'shrink-0 sm:w-38 sm:pointer-coarse:w-42'

/** The roles that can be given, in a select. */
export function RoleOptions() {
  return Object.entries(grantableRoles).map(([role, name]) => (
    <option key={role} value={role}>
      {name}
    </option>
  ))
}

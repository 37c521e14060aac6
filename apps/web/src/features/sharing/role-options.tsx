const grantableRoles = { editor: 'Can edit', commenter: 'Can comment', viewer: 'Can view' }

export type GrantableRole = keyof typeof grantableRoles

export const roleNames = { owner: 'Owner', ...grantableRoles }

/** The roles that can be given, in a select. */
export function RoleOptions() {
  return Object.entries(grantableRoles).map(([role, name]) => (
    <option key={role} value={role}>
      {name}
    </option>
  ))
}

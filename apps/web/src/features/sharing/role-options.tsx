export type GrantableRole = 'viewer' | 'commenter' | 'editor'

/** The roles that can be given, in a select. */
export function RoleOptions() {
  return (
    <>
      <option value="editor">Can edit</option>
      <option value="commenter">Can comment</option>
      <option value="viewer">Can view</option>
    </>
  )
}

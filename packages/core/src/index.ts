export {
  type DocumentAction,
  type DocumentFacts,
  decideDocument,
  decideWorkspace,
  documentRole,
  type WorkspaceAction,
} from './access/decide.ts'
export { documentFacts, requireDocument } from './access/document-facts.ts'
export {
  type ApiKeyScope,
  actorOf,
  apiKeyScopes,
  type Membership,
  type Principal,
  SYSTEM_ACTOR,
} from './access/principal.ts'
export { requireWorkspace, workspaceOf } from './access/require-workspace.ts'
export { type DocumentRole, includesRole, type WorkspaceRole } from './access/roles.ts'
export { asPrincipal, type Context, type Services } from './context.ts'
export { DomainError, type DomainErrorKind } from './errors.ts'

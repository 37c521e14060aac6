export { createHook } from './create-hook.ts'
export { deleteHook } from './delete-hook.ts'
export { deleteOldCalls } from './delete-old-calls.ts'
export { getHook } from './get-hook.ts'
export { hookActions, hookLimits } from './hook-settings.ts'
export type { IncomingHookDetails, IncomingHookView } from './hook-view.ts'
export {
  callStatuses,
  getCall,
  type IncomingCallDetails,
  type IncomingCallView,
  listCalls,
} from './list-calls.ts'
export { listHooks } from './list-hooks.ts'
export { revealSigningSecret } from './reveal-signing-secret.ts'
export { revokeHook } from './revoke-hook.ts'
export { rotateSigningSecret } from './rotate-signing-secret.ts'
export { rotateToken } from './rotate-token.ts'
export { takeCall } from './take-call.ts'
export { updateHook } from './update-hook.ts'

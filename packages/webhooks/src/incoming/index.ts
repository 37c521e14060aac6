export {
  deleteHook,
  revokeHook,
  rotateSigningSecret,
  rotateToken,
  updateHook,
} from './change-hook.ts'
export { createHook } from './create-hook.ts'
export { deleteOldCalls } from './delete-old-calls.ts'
export { hookActions, hookLimits } from './hook-settings.ts'
export type { IncomingHookDetails, IncomingHookView } from './hook-view.ts'
export {
  callStatuses,
  getCall,
  type IncomingCallDetails,
  type IncomingCallView,
  listCalls,
} from './list-calls.ts'
export { getHook, listHooks, revealSigningSecret } from './read-hooks.ts'
export { takeCall } from './take-call.ts'

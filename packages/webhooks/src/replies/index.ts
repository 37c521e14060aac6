export { applyReplies } from './apply-reply.ts'

export { newWebhookSecret, signingKey } from './secret.ts'
export { sign } from './sign.ts'

export { newSigningSecret, newWebhookSecret, publicKeyOf, signingKey } from './secret.ts'
export { sign } from './sign.ts'

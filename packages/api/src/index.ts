export type { Api, ApiEnv, Wire } from './api-types.ts'
export { type ApiOptions, createApi } from './create-api.ts'
export type { Problem } from './problem.ts'

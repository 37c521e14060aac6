export { startOperationRunner } from './operation-runner.ts'

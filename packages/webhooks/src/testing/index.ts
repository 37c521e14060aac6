export { type Receiver, startReceiver } from './receiver.ts'
export { type TestWorkspace, testWorkspace } from './workspace.ts'

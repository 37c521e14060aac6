export { type Receiver, startReceiver } from './receiver.ts'
export { type TestWorkspace, testSecret, testWorkspace } from './workspace.ts'

export { type ConnectOptions, connect, type Database, type Executor, type Transaction } from './connect.ts'
export type * from './generated/client.ts'
export type { Channel, Listening, Notifications } from './listen.ts'
export { isId, newId } from './new-id.ts'

export { createEventStreams, type EventStreams, type EventStreamsOptions } from './event-streams.ts'
export type { EventSink, StreamEnd, StreamSession } from './stream-session.ts'
export { checkSubscription, type Subscription } from './subscription.ts'

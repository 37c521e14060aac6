/** The formats that are for programs. Those of chats are a vendor's own, and no chat verifies a signature of ours. */
export const OPEN_FORMATS: ReadonlySet<string> = new Set(['json', 'cloudevents'])

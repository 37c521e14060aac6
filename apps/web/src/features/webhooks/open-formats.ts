/** The formats for programs. The others are chat vendors' own, and no chat verifies our signature. */
export const OPEN_FORMATS: ReadonlySet<string> = new Set(['json', 'cloudevents'])

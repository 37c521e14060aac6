/** What one run of a transformation may use. Sizes are bytes, as UTF-8 where they are of text. */
export const CPU_MS = 50
export const MEMORY_BYTES = 16 * 1024 * 1024
/** More than an event with a document's whole content can have. */
export const EVENT_BYTES = 4 * 1024 * 1024
export const STACK_BYTES = 256 * 1024
export const CODE_BYTES = 32 * 1024
export const RESULT_BYTES = 256 * 1024
export const LOG_LINES = 50
export const LOG_LINE_CHARACTERS = 500

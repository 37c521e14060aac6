/** What the server takes about an account, and the forms of the pages with it. In characters. */

/** A name appears in every event that its owner causes, and on everybody's screen. */
export const MAX_NAME_LENGTH = 100
export const PASSWORD_LENGTH = { min: 8, max: 128 }

/** How many UTF-16 units of a title and of a quote are kept. The pages take no more, and the server makes sure. */

export const MAX_TITLE_LENGTH = 500
/** A comment may be about a longer passage. No more of that is quoted. */
export const MAX_QUOTE_LENGTH = 2000

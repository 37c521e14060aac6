/** Of what a header's name and value consist (RFC 9110, 5). */
export const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** A line break among others: with it one header could become two. */
export const NOT_IN_FIELD_VALUE = /[^\t\x20-\x7e\x80-\xff]/
/** A value as an admin types it: visible ASCII with spaces and tabs inside. */
export const TYPED_FIELD_VALUE = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/

/** The characters of a header's name and value (RFC 9110, 5). */
export const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Includes the line break, by which one header could become two. */
export const NOT_IN_FIELD_VALUE = /[^\t\x20-\x7e\x80-\xff]/
/** A value as an admin types it: visible ASCII with spaces and tabs inside. */
export const TYPED_FIELD_VALUE = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/

/** Something that whoever starts Quillwire can put right. The message is one line that says what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

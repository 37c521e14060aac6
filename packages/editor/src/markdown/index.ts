export { MarkdownError, markdownToJson } from './read.ts'
export { jsonToMarkdown } from './write.ts'

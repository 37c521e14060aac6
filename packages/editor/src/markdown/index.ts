export { MarkdownError } from './bounds.ts'
export { markdownToJson } from './read.ts'
export { jsonToMarkdown } from './write.ts'

export { type Block, blocksOf, jsonToText } from './blocks.ts'
export { codeLanguages, lowlight } from './code-languages.ts'
export {
  type DocumentExtensionOptions,
  documentExtensions,
  isSafeImage,
  isSafeLink,
  schemaVersion,
} from './document-extensions.ts'
export { jsonToHtml } from './html.ts'
export { jsonToMarkdown, MarkdownError, markdownToJson } from './markdown.ts'
export { appendJson, FRAGMENT, readJson, readTitle, TITLE, writeJson, writeTitle } from './y-document.ts'

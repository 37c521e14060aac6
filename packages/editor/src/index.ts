export { isSafeImage, isSafeLink } from './addresses.ts'
export { beginText, keepEmptyText } from './begin-text.ts'
export { setBlockIds } from './block-ids.ts'
export { type Block, blocksOf, jsonToText } from './blocks.ts'
export { changedRange, wayBack } from './changed-range.ts'
export { codeLanguage, codeLanguages, lowlight } from './code-languages.ts'
export {
  type DocumentExtensionOptions,
  documentExtensions,
  schemaVersion,
} from './document-extensions.ts'
export { fitContent, hasContent, toBlocks } from './fit-content.ts'
export { jsonToHtml } from './html.ts'
export { IMAGE_TOO_LARGE, MAX_IMAGE_BYTES, NO_IMAGE } from './image-files.ts'
export { MAX_QUOTE_LENGTH, MAX_TITLE_LENGTH } from './lengths.ts'
export { checkTemplate, fillTemplate, TemplateError } from './markdown/fill-template.ts'
export { jsonToMarkdown, MarkdownError, markdownToJson } from './markdown/index.ts'
export { linkedText } from './markdown/linked-text.ts'
export { isUnspaced } from './markdown/unspaced.ts'
export { hasRightToLeft, isSeen, oneLine } from './one-line.ts'
export { readAttributes } from './read-attributes.ts'
export { isTextBlock } from './schema.ts'
export { differenceOf, type TextDifference } from './text-difference.ts'
export { truncate } from './truncate.ts'
export { countWords, isWord, pieces } from './words.ts'
export { firstText } from './y-anchor.ts'
export {
  appendJson,
  FRAGMENT,
  isBlank,
  prependJson,
  readJson,
  readTitle,
  TITLE,
  writeJson,
  writeTitle,
} from './y-document.ts'
export { writeSection } from './y-sections.ts'

'use client'
import { codeLanguage, codeLanguages, lowlight } from '@quillwire/editor'
import { CodeBlockLowlight } from '@tiptap/extension-code-block-lowlight'
import {
  NodeViewContent,
  type NodeViewProps,
  NodeViewWrapper,
  ReactNodeViewRenderer,
  useEditorState,
} from '@tiptap/react'

/** The code block of the schema, with its language in a row above the code. */
export const CodeBlockView = CodeBlockLowlight.extend({
  addNodeView() {
    return ReactNodeViewRenderer(CodeBlock)
  },
}).configure({ lowlight, defaultLanguage: null })

const PLAIN = 'Plain text'

function CodeBlock({ node, updateAttributes, editor }: NodeViewProps) {
  const language = String(node.attrs.language ?? '')
  const editable = useEditorState({ editor, selector: ({ editor: { isEditable } }) => isEditable })
  const known = codeLanguage(language)
  return (
    <NodeViewWrapper className="code-block">
      <div contentEditable={false} className="code-language">
        {editable ? (
          <select
            aria-label="Language of the code"
            value={known?.id ?? language}
            onChange={(event) => updateAttributes({ language: event.target.value || null })}
          >
            <option value="">{PLAIN}</option>
            {codeLanguages.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
            {language && !known && <option value={language}>{language}</option>}
          </select>
        ) : (
          (known?.title ?? (language || PLAIN))
        )}
      </div>
      <pre spellCheck={false}>
        <NodeViewContent<'code'> as="code" />
      </pre>
    </NodeViewWrapper>
  )
}

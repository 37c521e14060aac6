import type { Node } from '@tiptap/pm/model'
import { StepMap } from '@tiptap/pm/transform'

/**
 * What of a document is another now. Of what somebody else wrote the binding tells that all of the text was replaced; what
 * did not change are the very same nodes still, past which this goes without looking into them.
 */
export function changeBetween(before: Node, after: Node): StepMap {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null) return StepMap.empty
  // Of a letter that was written beside one like it, the end is found before the beginning.
  const crossed = Math.max(0, start - Math.min(end.a, end.b))
  return new StepMap([start, end.a + crossed - start, end.b + crossed - start])
}

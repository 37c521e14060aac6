import type { Node } from '@tiptap/pm/model'
import { StepMap } from '@tiptap/pm/transform'

/**
 * The part of a document that has changed. When somebody else writes, the binding reports that all of the text was
 * replaced. Nodes that did not change are still the same objects, and are skipped without looking into them.
 */
export function changeBetween(before: Node, after: Node): StepMap {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null) return StepMap.empty
  // Where a letter was written beside an equal one, the end is found before the beginning.
  const crossed = Math.max(0, start - Math.min(end.a, end.b))
  return new StepMap([start, end.a + crossed - start, end.b + crossed - start])
}

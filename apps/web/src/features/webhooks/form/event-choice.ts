/** A choice of events: types, whole resources including types added later (`comment.*`), or `*`. */

export type GroupState = 'all' | 'some' | 'none'

export function resourceOf(type: string): string {
  return type.slice(0, type.indexOf('.'))
}

/** `share_link` is shown as “Share links”. */
export function resourceTitle(resource: string): string {
  const words = resource.replaceAll('_', ' ').replace(/y$/, 'ie')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}s`
}

export function isChosen(choice: readonly string[], type: string): boolean {
  return choice.includes(type) || choice.includes(`${resourceOf(type)}.*`)
}

/** @param types all types of the resource */
export function groupState(choice: readonly string[], types: readonly string[]): GroupState {
  const chosen = types.filter((type) => isChosen(choice, type)).length
  if (chosen === 0) return 'none'
  return chosen === types.length ? 'all' : 'some'
}

export function chooseGroup(choice: readonly string[], resource: string, on: boolean): string[] {
  const rest = choice.filter((pattern) => !pattern.startsWith(`${resource}.`))
  return on ? [...rest, `${resource}.*`] : rest
}

/**
 * Adds or removes one type. When a type is removed from a full resource, the others stay chosen. When all types are
 * chosen again, the choice is the whole resource again, so that trying out loses nothing.
 * @param types all types of the resource
 */
export function chooseType(
  choice: readonly string[],
  type: string,
  on: boolean,
  types: readonly string[],
): string[] {
  const resource = resourceOf(type)
  const chosen = types.filter((one) => (one === type ? on : isChosen(choice, one)))
  if (chosen.length === types.length) return chooseGroup(choice, resource, true)
  return [...chooseGroup(choice, resource, false), ...chosen]
}
